package queue

// initialMap is left to bbolt: Windows would make the file as long.
const initialMap = 0

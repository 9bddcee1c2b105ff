const shapes = {
  good: <path d="M30 50l14 14 26-30" />,
  bad: <path d="M36 36l28 28M64 36L36 64" />,
  back: <path d="M62 66c9-7 10-21 0-27-5-3-10-3-15-3H32m0 0l11-11M32 36l11 11" />,
  care: <path d="M50 27v27M50 69v1" />,
  link: <path d="M28 56a22 22 0 0 1 37-16M72 44a22 22 0 0 1-37 16M66 28v13H53M34 72V59h13" />,
};

/** Mark says an ending by its shape; the colour only repeats it. */
export function Mark({ kind, small = false }: { kind: keyof typeof shapes; small?: boolean }) {
  return (
    <svg class={`mark ${kind} ${small ? "small" : ""}`} viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" />
      {shapes[kind]}
    </svg>
  );
}

/** What the agent answered, unread. */
export interface Answer {
  status: number;
  text: string;
}

// The agent writes to disk before it answers; longer than this means trouble.
const patience = 15_000;

/** ask asks the agent itself. It throws where nobody answers. */
export async function ask(origin: string, method: string, path: string, body?: string): Promise<Answer> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(patience), cache: "no-store" };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = body;
  }
  const response = await fetch(`${origin}/api/v1/${path}`, init);
  return { status: response.status, text: await response.text() };
}

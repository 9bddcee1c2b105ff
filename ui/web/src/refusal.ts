import type { Strings } from "./strings";
import { CallError } from "./client";

/** What the page does about a refused intent. */
export interface Refusal {
  /** For the customer; without any code. */
  text: string;
  /** For the staff, small beside it. */
  code?: number;
  /** The menu on screen is not the agent's any more. */
  reload?: boolean;
  /** The stored order is of no use any more. */
  forget?: boolean;
  /** The pad is missing: a screen of its own says so. */
  noPad?: boolean;
}

/** refusalOf says an error in the customer's words. */
export function refusalOf(error: unknown, t: Strings): Refusal {
  const problem = error instanceof CallError ? error.problem : undefined;
  if (!problem) return { text: t.refused.lost };
  if (problem.fault === undefined) return { text: t.refused.other, code: problem.status };
  return { ...ofFault(problem.fault, t), code: problem.fault };
}

function ofFault(fault: number, t: Strings): Refusal {
  switch (fault) {
    case 101:
    case 102:
    case 104:
      return { text: t.refused.order, forget: true };
    case 103:
    case 130:
      return { text: t.refused.price, forget: true, reload: true };
    case 105:
      return { text: t.refused.busy };
    case 109:
      return { text: t.refused.sold, forget: true, reload: true };
    case 201:
    case 202:
      return { text: t.noPad.title, noPad: true };
    case 203:
      return { text: t.refused.resolving };
    case 204:
    case 209:
    case 206:
      return { text: t.refused.starting };
    case 207:
      return { text: t.closed.hours.title };
    case 208:
      return { text: t.closed.other.title };
    case 212:
      return { text: t.phone.off };
    case 301:
      return { text: t.refused.memory };
    case 501:
    case 502:
      return { text: t.refused.paper };
    default:
      return { text: t.refused.other };
  }
}

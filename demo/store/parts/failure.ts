import { VisualSearchError } from "vitrine";

/** What to tell a visitor of a failure. */
export function messageOf(error: unknown): string {
  if (error instanceof VisualSearchError) {
    switch (error.code) {
      case "network":
        return "The products could not be fetched. Is the network there?";
      case "facet-unknown":
      case "invalid-argument":
        return "This address asks for something that the shop does not know.";
      default:
        return error.message;
    }
  }
  if (error instanceof TypeError) return "A part of the shop could not be fetched.";
  return "Something went wrong.";
}

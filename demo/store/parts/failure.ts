/** Says what went wrong in words for visitors. */
import { VisualSearchError } from "vitrine";

export function messageOf(error: unknown): string {
  if (error instanceof VisualSearchError) {
    switch (error.code) {
      case "network":
        return "We couldn’t load the products. Please check your connection.";
      case "facet-unknown":
      case "invalid-argument":
        return "We couldn’t find what this address asks for.";
      default:
        return error.message;
    }
  }
  if (error instanceof TypeError)
    return "Part of the shop couldn’t be loaded. Please check your connection.";
  return "Something went wrong.";
}

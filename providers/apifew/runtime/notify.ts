/** Calls a listener of the product. An exception in a listener must not stop the product. */
export function notify<Event>(listener: ((event: Event) => void) | undefined, event: Event): void {
  try {
    listener?.(event);
  } catch (error) {
    process.emitWarning(`a listener failed: ${error instanceof Error ? error.message : "unknown error"}`, {
      type: "MarketplaneWarning",
    });
  }
}

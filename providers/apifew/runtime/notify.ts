/** Tells a listener of the vendor's own; a listener that throws must not take the product down with it. */
export function notify<Event>(listener: ((event: Event) => void) | undefined, event: Event): void {
  try {
    listener?.(event);
  } catch (error) {
    process.emitWarning(`a listener failed: ${error instanceof Error ? error.message : "for no stated reason"}`, {
      type: "MarketplaneWarning",
    });
  }
}

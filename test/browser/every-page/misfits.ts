import type { Page } from "playwright-core";

/** Runs in the page: lists elements beyond the window or their card, and text cut off without an ellipsis. */
const findMisfits = `(() => {
  const root = document.documentElement;
  const nameOf = (element) => element.tagName.toLowerCase() + ": " + element.textContent.trim().replaceAll(/\\s+/g, " ").slice(0, 60);
  const styleOf = (element) => getComputedStyle(element);
  const scrollers = [...document.body.querySelectorAll("*")].filter((one) => ["auto", "scroll"].includes(styleOf(one).overflowX));
  const isExempt = (element) =>
    element.closest(".unseen, .skip, input, select") !== null ||
    (element.closest("svg") !== null && element.tagName !== "text") ||
    scrollers.some((one) => one !== element && one.contains(element));
  const isCut = (element) => {
    const { overflowX, textOverflow } = styleOf(element);
    return ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1;
  };
  const sticksOut = (element) => {
    const [box, frame] = [element, element.parentElement.closest(".card, main, body")].map((one) => one.getBoundingClientRect());
    return box.width > 0 && (box.right > frame.right + 1 || box.left < frame.left - 1);
  };
  const misfits = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!isExempt(element) && !misfits.some((one) => one.contains(element)) && (isCut(element) || sticksOut(element))) {
      misfits.push(element);
    }
  }
  const beyond = root.scrollWidth - root.clientWidth;
  return [...(beyond > 0 ? ["the page is " + beyond + " px too wide"] : []), ...misfits.map(nameOf)];
})()`;

/** The elements that do not fit the page at its current width; empty if all do. */
export function misfitsOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(findMisfits);
}

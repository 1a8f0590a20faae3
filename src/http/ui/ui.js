// What pages cannot do without a script besides htmx's updates: copy a text.
document.documentElement.classList.add("scripted");

const copiedMs = 1_500;

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) {
    return;
  }
  await copy(button.dataset.copy);
  button.dataset.copied = "";
  announce(button.dataset.copiedText);
  setTimeout(() => delete button.dataset.copied, copiedMs);
});

// In a frame of another site the clipboard may be refused; the old way works there.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

/** Says it to those who do not see it. */
function announce(text) {
  const region = document.querySelector("[data-announcements]");
  if (region) {
    region.textContent = text;
  }
}

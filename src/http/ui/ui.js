// Copies texts; htmx does everything else that needs a script.
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

// In a frame on another site the clipboard API may be blocked; the old command works there.
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

/** Announces a text to screen readers. */
function announce(text) {
  const region = document.querySelector("[data-announcements]");
  if (region) {
    region.textContent = text;
  }
}

import { html } from "hono/html";
import { brand } from "../../ui/brand.ts";
import { notice } from "../../ui/notice.ts";
import { type Markup, page } from "../../ui/page.ts";

interface SignIn {
  /** The page to open afterwards. */
  readonly next: string;
  /** The error to show for the submitted token. */
  readonly error?: string | undefined;
}

/** The sign-in form. The token is a password field, so that password managers can store it. */
export function signInPage({ next, error }: SignIn): Markup {
  return page({
    title: "Sign in · marketplane",
    body: html`<main class="message">
      <form method="post" action="/console/sign-in" class="card stack">
        <div class="stack tight">
          <p class="brand">${brand}</p>
          <h1>Sign in to the console</h1>
        </div>
        ${error === undefined ? "" : notice("bad", html`<p id="token-error">${error}</p>`, "alert")}
        <div class="field">
          <label for="token">Operator token</label>
          <input id="token" name="token" type="password" required autofocus autocomplete="current-password"
            spellcheck="false" placeholder="mp_…" aria-describedby="${error === undefined ? "token-hint" : "token-error token-hint"}"
            ${error === undefined ? "" : html`aria-invalid="true"`} />
          <p id="token-hint" class="quiet small">
            Create one with <code>marketplane token create NAME --scope write</code>. Scope read allows viewing only; scope write also allows changes.
          </p>
        </div>
        <input type="hidden" name="next" value="${next}" />
        <button class="primary">Sign in</button>
      </form>
    </main>`,
  });
}

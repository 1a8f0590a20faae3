import { html } from "hono/html";
import { brand } from "../../ui/brand.ts";
import { notice } from "../../ui/notice.ts";
import { type Markup, page } from "../../ui/page.ts";

interface SignIn {
  /** Where to go afterwards. */
  readonly next: string;
  /** What was wrong with the token that was sent. */
  readonly error?: string | undefined;
}

/** Where an operator brings a token. The field is a password's, so that a browser's safe can keep it. */
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
            Made by <code>marketplane token create NAME --scope write</code>. With the scope read you may look, with write you may act.
          </p>
        </div>
        <input type="hidden" name="next" value="${next}" />
        <button class="primary">Sign in</button>
      </form>
    </main>`,
  });
}

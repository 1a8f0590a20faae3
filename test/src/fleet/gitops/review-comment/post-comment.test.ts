import { expect, it } from "vitest";
import { postComment } from "../../../../../src/fleet/gitops/review-comment/post-comment.ts";
import { githubReview, gitlabReview } from "../../../../../src/fleet/gitops/review-comment/review-host.ts";
import { startReviewEmulator } from "../../../../support/review-emulator.ts";

const marker = "<!-- marketplane:preview:production -->";

it("a preview comment replaces only the comment with its marker, even on the second page", async () => {
  const host = await startReviewEmulator("a-token");
  for (let index = 0; index < 130; index += 1) {
    host.comments.push({ id: index, body: `${index} ${marker}` });
  }
  const env = {
    GITHUB_TOKEN: "a-token",
    GITHUB_API_URL: host.url,
    GITHUB_REPOSITORY: "jane/fleet",
    GITHUB_REF: "refs/pull/7/merge",
  };
  await postComment(githubReview(env), marker, `${marker}\nfirst`);
  await postComment(githubReview(env), marker, `${marker}\nsecond`);
  expect(host.comments).toHaveLength(131);
  expect(host.comments.at(-1)?.body).toBe(`${marker}\nsecond`);
});

it("a preview comment replaces the comment with its marker at GitLab", async () => {
  const host = await startReviewEmulator("a-token");
  const env = { GITLAB_TOKEN: "a-token", CI_API_V4_URL: host.url, CI_PROJECT_ID: "42", CI_MERGE_REQUEST_IID: "7" };
  await postComment(gitlabReview(env), marker, `${marker}\nfirst`);
  await postComment(gitlabReview(env), marker, `${marker}\nsecond`);
  expect(host.comments.map(({ body }) => body)).toEqual([`${marker}\nsecond`]);
});

it("the error names the missing variable, or states that the build is not for a pull request", () => {
  expect(() => githubReview({ GITHUB_REPOSITORY: "a/b", GITHUB_REF: "refs/heads/main" })).toThrow(
    /GITHUB_REF is not a pull request's/,
  );
  expect(() => gitlabReview({ CI_PROJECT_ID: "42" })).toThrow(/CI_MERGE_REQUEST_IID is not set/);
});

it("the error contains the host's response without the token", async () => {
  const host = await startReviewEmulator("a-token");
  const env = {
    GITLAB_TOKEN: "a-wrong-token",
    CI_API_V4_URL: host.url,
    CI_PROJECT_ID: "42",
    CI_MERGE_REQUEST_IID: "7",
  };
  const error = await postComment(gitlabReview(env), marker, marker).catch(String);
  expect(error).toMatch(/failed with status 401/);
  expect(error).not.toContain("a-wrong-token");
});

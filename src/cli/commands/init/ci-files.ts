import type { Choices } from "./choices.ts";

/** The pipeline of a Git host: checks a change, previews it, applies it after the merge, and scans for drift. */
export function ciFiles({ git }: Pick<Choices, "git">): Readonly<Record<string, string>> {
  if (git === "github") {
    return { ".github/workflows/marketplane.yml": github };
  }
  return git === "gitlab" ? { ".gitlab-ci.yml": gitlab } : {};
}

const preview = 'MARKETPLANE_ALLOW_DELETIONS=true npx marketplane pulumi preview --json --stack "$STACK"';
const up =
  'MARKETPLANE_ALLOW_DELETIONS=true npx marketplane pulumi up --yes --skip-preview --non-interactive --stack "$STACK"';

const checkOut = `      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: "24", cache: npm }
      - run: npm ci
`;
const cache = `      - uses: actions/cache@v4
        with:
          path: .marketplane
          key: marketplane-\${{ github.run_id }}
          restore-keys: marketplane-
      - run: npx marketplane engine
`;

const github = `# Checks and previews pull requests, applies merged changes, and scans for drift every morning.
name: marketplane

on:
  pull_request:
  push:
    branches: [main]
  schedule:
    - cron: "17 5 * * *"

permissions:
  contents: read

# One run on the stack at a time: a preview during an update would show the update's own changes.
concurrency:
  group: marketplane-production
  cancel-in-progress: false

env:
  STACK: production
  PULUMI_BACKEND_URL: \${{ vars.PULUMI_BACKEND_URL }}
  PULUMI_CONFIG_PASSPHRASE: \${{ secrets.PULUMI_CONFIG_PASSPHRASE }}
  CLOUDFLARE_API_TOKEN: \${{ secrets.CLOUDFLARE_API_TOKEN }}
  APIFEW_KEY: \${{ secrets.APIFEW_KEY }}
  CLEVERCLOUD_PROVIDER_ID: \${{ vars.CLEVERCLOUD_PROVIDER_ID }}
  CLEVERCLOUD_PROVIDER_PASSWORD: \${{ secrets.CLEVERCLOUD_PROVIDER_PASSWORD }}
  MARKETPLANE_STATE_DIR: \${{ github.workspace }}/.marketplane/memory
  MARKETPLANE_CACHE_DIR: \${{ github.workspace }}/.marketplane/cache

jobs:
  validate:
    runs-on: ubuntu-24.04
    steps:
${checkOut}      - run: npx marketplane validate --format github

  preview:
    # A fork's pull request gets no secrets, so a preview cannot run.
    if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
    needs: validate
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
      pull-requests: write
    steps:
${checkOut}${cache}      - env:
          GITHUB_TOKEN: \${{ github.token }}
        run: |
          ${preview} > "$RUNNER_TEMP/preview.json" || true
          npx marketplane preview-comment --stack "$STACK" --digest "$RUNNER_TEMP/preview.json" --output "$GITHUB_STEP_SUMMARY" --post github

  apply:
    if: github.event_name == 'push'
    needs: validate
    runs-on: ubuntu-24.04
    timeout-minutes: 120
    environment: production
    steps:
${checkOut}${cache}      - run: |
          git log -1 --format=%B > "$RUNNER_TEMP/message"
          ${preview} > "$RUNNER_TEMP/preview.json" || true
          npx marketplane preview-comment --stack "$STACK" --digest "$RUNNER_TEMP/preview.json" --output "$GITHUB_STEP_SUMMARY" --approved-by "$RUNNER_TEMP/message"
      - run: ${up}

  drift:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    steps:
${checkOut}${cache}      # Exit code 2 means drift and fails the job, so that its owners are notified.
      - run: npx marketplane drift --stack "$STACK" --format github
`;

const gitlab = `# Checks and previews merge requests, applies merged changes, and scans for drift on a schedule.
stages: [validate, preview, apply, drift]

default:
  image: node:24-bookworm
  interruptible: false
  # One run on the stack at a time: a preview during an update would show the update's own changes.
  resource_group: marketplane-production
  cache:
    key: marketplane
    paths: [.marketplane]
  before_script:
    - npm ci

variables:
  STACK: production
  MARKETPLANE_STATE_DIR: $CI_PROJECT_DIR/.marketplane/memory
  MARKETPLANE_CACHE_DIR: $CI_PROJECT_DIR/.marketplane/cache

validate:
  stage: validate
  script:
    - npx marketplane validate

preview:
  stage: preview
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npx marketplane engine
    - ${preview} > preview.json || true
    - npx marketplane preview-comment --stack "$STACK" --digest preview.json --output preview.md --post gitlab

apply:
  stage: apply
  environment: production
  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - npx marketplane engine
    - git log -1 --format=%B > message
    - ${preview} > preview.json || true
    - npx marketplane preview-comment --stack "$STACK" --digest preview.json --output preview.md --approved-by message
    - ${up}

drift:
  stage: drift
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - npx marketplane engine
    # Exit code 2 means drift and fails the job, so that its owners are notified.
    - npx marketplane drift --stack "$STACK" --format junit --output drift.xml
  artifacts:
    when: always
    reports:
      junit: drift.xml
`;

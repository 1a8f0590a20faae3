import type { StateTexts } from "./state-texts.ts";

const nothing = "There is nothing for you to do.";
const setCname = "Add the CNAME record below at your DNS provider, then check again.";
const support = "Please contact support.";
const orderAgain = "Use “Check again” below to request a new certificate.";

/** What each Cloudflare status means for a customer, in English. */
export const enStates: StateTexts = {
  hostname: {
    none: { title: "Registering", now: "We are registering the domain with Cloudflare.", todo: nothing },
    active: { title: "Active", now: "Live: traffic is being served.", todo: nothing },
    active_redeploying: {
      title: "Active",
      now: "The domain works while Cloudflare redeploys its configuration.",
      todo: nothing,
    },
    provisioned: { title: "Active", now: "The domain is set up on Cloudflare.", todo: nothing },
    pending: {
      title: "Waiting for DNS",
      now: "Waiting for your DNS record. Cloudflare checks for it automatically.",
      todo: "Add the CNAME record below at your DNS provider. If you already have, it can take a few minutes to be detected.",
    },
    pending_migration: { title: "Migrating", now: "Cloudflare is migrating the domain.", todo: nothing },
    pending_provisioned: { title: "Setting up", now: "Cloudflare is setting up the domain.", todo: nothing },
    moved: {
      title: "Points elsewhere",
      now: "The domain no longer points to us, or never did within 7 days. Cloudflare has stopped checking.",
      todo: setCname,
    },
    pending_deletion: { title: "Removing", now: "Cloudflare is removing the domain.", todo: support },
    deleted: {
      title: "Removed by Cloudflare",
      now: "The domain did not point to us for too long, so Cloudflare removed it.",
      todo: `${setCname} If that does not help, remove the domain and add it again.`,
    },
    pending_blocked: { title: "Blocking", now: "Cloudflare is about to block the domain.", todo: support },
    blocked: {
      title: "Blocked",
      now: "Cloudflare has blocked the domain and no longer checks it automatically.",
      todo: support,
    },
    test_pending: { title: "Testing", now: "Cloudflare is testing the domain.", todo: nothing },
    test_active: { title: "Active (test)", now: "The domain works. Cloudflare is still testing it.", todo: nothing },
    test_active_apex: {
      title: "Active (test)",
      now: "The domain works. Cloudflare is still testing it.",
      todo: nothing,
    },
    test_blocked: { title: "Test blocked", now: "Cloudflare has blocked the test of the domain.", todo: support },
    test_failed: { title: "Test failed", now: "Cloudflare's test of the domain has failed.", todo: support },
    gone: {
      title: "Not registered",
      now: "The domain no longer exists on Cloudflare, so it is not served.",
      todo: "Please contact support. If you remove the domain and add it again, it gets new DNS records.",
    },
    unknown: {
      title: "Unknown",
      now: "Cloudflare reports a status that we do not recognize yet.",
      todo: "Check back in a while. If the status does not change, please contact support.",
    },
  },
  certificate: {
    none: { title: "Not ordered yet", now: "The certificate is ordered once the domain is registered.", todo: nothing },
    active: {
      title: "Active",
      now: "Connections are encrypted. The certificate renews automatically.",
      todo: nothing,
    },
    backup_issued: {
      title: "Active",
      now: "Connections are encrypted. A backup certificate is ready.",
      todo: nothing,
    },
    pending_cleanup: {
      title: "Active",
      now: "Connections are encrypted. A replaced certificate is being removed.",
      todo: nothing,
    },
    initializing: { title: "Ordering", now: "Cloudflare is ordering the certificate.", todo: nothing },
    pending_validation: {
      title: "Validating",
      now: "The certificate authority is verifying that you own the domain.",
      todo: "Add the required records below. Validation then completes automatically, usually within minutes.",
    },
    pending_issuance: {
      title: "Issuing",
      now: "The certificate authority is issuing the certificate.",
      todo: nothing,
    },
    pending_deployment: {
      title: "Deploying",
      now: "Cloudflare is deploying the certificate to its servers.",
      todo: nothing,
    },
    holding_deployment: {
      title: "Ready",
      now: "The certificate is ready. Cloudflare has not deployed it yet.",
      todo: nothing,
    },
    staging_deployment: { title: "Testing", now: "Cloudflare is testing the certificate.", todo: nothing },
    staging_active: { title: "Testing", now: "The certificate works. Cloudflare is still testing it.", todo: nothing },
    pending_expiration: {
      title: "Expiring soon",
      now: "The certificate expires soon and has not been renewed.",
      todo: "Make sure that the records below still exist, then check again.",
    },
    expired: {
      title: "Expired",
      now: "The certificate has expired. Browsers warn your visitors.",
      todo: "Make sure that the records below still exist, then check again.",
    },
    initializing_timed_out: {
      title: "Order failed",
      now: "Cloudflare could not order the certificate.",
      todo: orderAgain,
    },
    validation_timed_out: {
      title: "Validation failed",
      now: "The certificate authority could not verify that you own the domain and has stopped trying.",
      todo: "Add the required records below, then check again.",
    },
    issuance_timed_out: {
      title: "Issuance failed",
      now: "The certificate authority did not issue the certificate in time.",
      todo: orderAgain,
    },
    deployment_timed_out: {
      title: "Deployment failed",
      now: "Cloudflare could not deploy the certificate in time.",
      todo: orderAgain,
    },
    pending_deletion: { title: "Removing", now: "Cloudflare is removing the certificate.", todo: orderAgain },
    deletion_timed_out: {
      title: "Removal failed",
      now: "Cloudflare could not remove the previous certificate in time.",
      todo: orderAgain,
    },
    deleted: { title: "Removed", now: "The domain no longer has a certificate.", todo: orderAgain },
    deactivating: { title: "Deactivating", now: "Cloudflare is deactivating the certificate.", todo: support },
    inactive: { title: "Inactive", now: "The certificate is not in use.", todo: orderAgain },
    unknown: {
      title: "Unknown",
      now: "Cloudflare reports a status that we do not recognize yet.",
      todo: "Check back in a while. If the status does not change, please contact support.",
    },
  },
};

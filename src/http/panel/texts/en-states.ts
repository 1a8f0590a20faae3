import type { StateTexts } from "./state-texts.ts";

const nothing = "There is nothing for you to do.";
const setCname = "Set the CNAME record below at your DNS provider, then have it checked again.";
const support = "Please write to our support.";
const orderAgain = "Have it checked again below: that orders the certificate anew.";

/** What every status of Cloudflare's means for a customer, in English. */
export const enStates: StateTexts = {
  hostname: {
    none: { title: "Being registered", now: "We are registering the domain at Cloudflare.", todo: nothing },
    active: { title: "Active", now: "Cloudflare leads the domain's visitors to us.", todo: nothing },
    active_redeploying: { title: "Active", now: "The domain works while Cloudflare renews its set-up.", todo: nothing },
    provisioned: { title: "Active", now: "The domain is set up at Cloudflare.", todo: nothing },
    pending: {
      title: "Waiting for DNS",
      now: "Cloudflare looks, again and again, for the DNS record that leads the domain to us.",
      todo: "Set the CNAME record below at your DNS provider. Is it set already? It can take some minutes to be seen.",
    },
    pending_migration: { title: "Moving", now: "Cloudflare is moving the domain to its new place.", todo: nothing },
    pending_provisioned: { title: "Being set up", now: "Cloudflare is setting the domain up.", todo: nothing },
    moved: {
      title: "Leads elsewhere",
      now: "The domain leads to us no longer, or never did in seven days. Cloudflare has stopped looking.",
      todo: setCname,
    },
    pending_deletion: { title: "Being removed", now: "Cloudflare is removing the domain.", todo: support },
    deleted: {
      title: "Given up",
      now: "The domain did not lead to us for too long, and Cloudflare has given it up.",
      todo: `${setCname} If that does not help, remove the domain and add it once more.`,
    },
    pending_blocked: { title: "Being blocked", now: "Cloudflare is about to block the domain.", todo: support },
    blocked: {
      title: "Blocked",
      now: "Cloudflare has blocked the domain, and does not look at it again by itself.",
      todo: support,
    },
    test_pending: { title: "On trial", now: "Cloudflare is trying the domain out.", todo: nothing },
    test_active: { title: "Active on trial", now: "The domain works; Cloudflare has it on trial.", todo: nothing },
    test_active_apex: { title: "Active on trial", now: "The domain works; Cloudflare has it on trial.", todo: nothing },
    test_blocked: { title: "Trial blocked", now: "Cloudflare has blocked the trial of the domain.", todo: support },
    test_failed: { title: "Trial failed", now: "Cloudflare's trial of the domain has failed.", todo: support },
    gone: {
      title: "Not registered",
      now: "Cloudflare no longer has the domain, so it is not served.",
      todo: "Please contact support. If you remove the domain and add it again, it gets new records to set.",
    },
    unknown: {
      title: "In an unknown state",
      now: "Cloudflare tells a state that we have no words for yet.",
      todo: "Have a little patience. If it stays like this, please write to our support.",
    },
  },
  certificate: {
    none: { title: "Not ordered yet", now: "The certificate is ordered once the domain is registered.", todo: nothing },
    active: {
      title: "Active",
      now: "Connections are encrypted, and the certificate is renewed by itself.",
      todo: nothing,
    },
    backup_issued: {
      title: "Active",
      now: "Connections are encrypted, and a spare certificate is ready.",
      todo: nothing,
    },
    pending_cleanup: { title: "Active", now: "A certificate that was replaced is being tidied away.", todo: nothing },
    initializing: { title: "Being ordered", now: "Cloudflare is ordering the certificate.", todo: nothing },
    pending_validation: {
      title: "Being validated",
      now: "The certificate authority checks that the domain is yours.",
      todo: "Set the required records below; then it goes on by itself, mostly within minutes.",
    },
    pending_issuance: {
      title: "Being issued",
      now: "The certificate authority is issuing the certificate.",
      todo: nothing,
    },
    pending_deployment: {
      title: "Being installed",
      now: "The certificate is on its way to Cloudflare's servers.",
      todo: nothing,
    },
    holding_deployment: {
      title: "Ready",
      now: "The certificate is ready, and Cloudflare holds it back for now.",
      todo: nothing,
    },
    staging_deployment: { title: "Being tried", now: "Cloudflare is trying the certificate out.", todo: nothing },
    staging_active: { title: "Being tried", now: "The certificate works on trial.", todo: nothing },
    pending_expiration: {
      title: "About to expire",
      now: "The certificate ends soon and has not been renewed.",
      todo: "See that the records below are still set, then have it checked again.",
    },
    expired: {
      title: "Expired",
      now: "The certificate has ended; browsers warn your visitors.",
      todo: "See that the records below are still set, then have it checked again.",
    },
    initializing_timed_out: {
      title: "Order failed",
      now: "Cloudflare could not order the certificate.",
      todo: orderAgain,
    },
    validation_timed_out: {
      title: "Validation failed",
      now: "The certificate authority could not see that the domain is yours, and has stopped looking.",
      todo: "Set the required records below, then have it checked again.",
    },
    issuance_timed_out: {
      title: "Not issued",
      now: "The certificate authority did not issue the certificate in time.",
      todo: orderAgain,
    },
    deployment_timed_out: {
      title: "Not installed",
      now: "The certificate did not reach Cloudflare's servers in time.",
      todo: orderAgain,
    },
    pending_deletion: { title: "Being removed", now: "Cloudflare is removing the certificate.", todo: orderAgain },
    deletion_timed_out: {
      title: "Not removed",
      now: "Cloudflare could not remove the former certificate in time.",
      todo: orderAgain,
    },
    deleted: { title: "Removed", now: "The domain has no certificate any more.", todo: orderAgain },
    deactivating: { title: "Being switched off", now: "Cloudflare is switching the certificate off.", todo: support },
    inactive: { title: "Switched off", now: "The certificate is not in use.", todo: orderAgain },
    unknown: {
      title: "In an unknown state",
      now: "Cloudflare tells a state that we have no words for yet.",
      todo: "Have a little patience. If it stays like this, please write to our support.",
    },
  },
};

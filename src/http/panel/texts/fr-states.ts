import type { StateTexts } from "./state-texts.ts";

const nothing = "Vous n’avez rien à faire.";
const setCname = "Ajoutez l’enregistrement CNAME ci-dessous chez votre hébergeur DNS, puis relancez la vérification.";
const support = "Contactez l’assistance.";
const orderAgain = "Relancez la vérification ci-dessous pour demander un nouveau certificat.";

/** What each Cloudflare status means for a customer, in French. */
export const frStates: StateTexts = {
  hostname: {
    none: { title: "En cours d’enregistrement", now: "Nous enregistrons le domaine chez Cloudflare.", todo: nothing },
    active: { title: "Actif", now: "En ligne : le trafic est servi.", todo: nothing },
    active_redeploying: {
      title: "Actif",
      now: "Le domaine fonctionne pendant que Cloudflare redéploie sa configuration.",
      todo: nothing,
    },
    provisioned: { title: "Actif", now: "Le domaine est configuré chez Cloudflare.", todo: nothing },
    pending: {
      title: "En attente du DNS",
      now: "En attente de votre enregistrement DNS. Cloudflare le vérifie automatiquement.",
      todo: "Ajoutez l’enregistrement CNAME ci-dessous chez votre hébergeur DNS. Si c’est déjà fait, sa détection peut prendre quelques minutes.",
    },
    pending_migration: { title: "En migration", now: "Cloudflare migre le domaine.", todo: nothing },
    pending_provisioned: { title: "En configuration", now: "Cloudflare configure le domaine.", todo: nothing },
    moved: {
      title: "Pointe ailleurs",
      now: "Le domaine ne pointe plus vers nous, ou n’a jamais pointé vers nous en 7 jours. Cloudflare a arrêté les vérifications.",
      todo: setCname,
    },
    pending_deletion: { title: "En suppression", now: "Cloudflare supprime le domaine.", todo: support },
    deleted: {
      title: "Supprimé par Cloudflare",
      now: "Le domaine n’a pas pointé vers nous pendant trop longtemps : Cloudflare l’a supprimé.",
      todo: `${setCname} Si cela ne suffit pas, supprimez le domaine et ajoutez-le de nouveau.`,
    },
    pending_blocked: {
      title: "Blocage imminent",
      now: "Cloudflare est sur le point de bloquer le domaine.",
      todo: support,
    },
    blocked: {
      title: "Bloqué",
      now: "Cloudflare a bloqué le domaine et ne le vérifie plus automatiquement.",
      todo: support,
    },
    test_pending: { title: "En test", now: "Cloudflare teste le domaine.", todo: nothing },
    test_active: {
      title: "Actif (test)",
      now: "Le domaine fonctionne. Cloudflare le teste encore.",
      todo: nothing,
    },
    test_active_apex: {
      title: "Actif (test)",
      now: "Le domaine fonctionne. Cloudflare le teste encore.",
      todo: nothing,
    },
    test_blocked: { title: "Test bloqué", now: "Cloudflare a bloqué le test du domaine.", todo: support },
    test_failed: { title: "Échec du test", now: "Le test du domaine par Cloudflare a échoué.", todo: support },
    gone: {
      title: "Non enregistré",
      now: "Le domaine n’existe plus chez Cloudflare : il n’est pas servi.",
      todo: "Contactez l’assistance. Si vous supprimez le domaine et l’ajoutez de nouveau, il recevra de nouveaux enregistrements DNS.",
    },
    unknown: {
      title: "Statut inconnu",
      now: "Cloudflare indique un statut que nous ne reconnaissons pas encore.",
      todo: "Revenez un peu plus tard. Si le statut ne change pas, contactez l’assistance.",
    },
  },
  certificate: {
    none: {
      title: "Pas encore commandé",
      now: "Le certificat sera commandé une fois le domaine enregistré.",
      todo: nothing,
    },
    active: {
      title: "Actif",
      now: "Les connexions sont chiffrées. Le certificat se renouvelle automatiquement.",
      todo: nothing,
    },
    backup_issued: {
      title: "Actif",
      now: "Les connexions sont chiffrées. Un certificat de secours est prêt.",
      todo: nothing,
    },
    pending_cleanup: {
      title: "Actif",
      now: "Les connexions sont chiffrées. Un certificat remplacé est en cours de suppression.",
      todo: nothing,
    },
    initializing: { title: "En commande", now: "Cloudflare commande le certificat.", todo: nothing },
    pending_validation: {
      title: "En validation",
      now: "L’autorité de certification vérifie que le domaine vous appartient.",
      todo: "Ajoutez les enregistrements obligatoires ci-dessous. La validation se termine ensuite automatiquement, généralement en quelques minutes.",
    },
    pending_issuance: { title: "En émission", now: "L’autorité de certification émet le certificat.", todo: nothing },
    pending_deployment: {
      title: "En déploiement",
      now: "Cloudflare déploie le certificat sur ses serveurs.",
      todo: nothing,
    },
    holding_deployment: {
      title: "Prêt",
      now: "Le certificat est prêt. Cloudflare ne l’a pas encore déployé.",
      todo: nothing,
    },
    staging_deployment: { title: "En test", now: "Cloudflare teste le certificat.", todo: nothing },
    staging_active: { title: "En test", now: "Le certificat fonctionne. Cloudflare le teste encore.", todo: nothing },
    pending_expiration: {
      title: "Expire bientôt",
      now: "Le certificat expire bientôt et n’a pas été renouvelé.",
      todo: "Vérifiez que les enregistrements ci-dessous existent toujours, puis relancez la vérification.",
    },
    expired: {
      title: "Expiré",
      now: "Le certificat a expiré. Les navigateurs avertissent vos visiteurs.",
      todo: "Vérifiez que les enregistrements ci-dessous existent toujours, puis relancez la vérification.",
    },
    initializing_timed_out: {
      title: "Échec de la commande",
      now: "Cloudflare n’a pas pu commander le certificat.",
      todo: orderAgain,
    },
    validation_timed_out: {
      title: "Échec de la validation",
      now: "L’autorité de certification n’a pas pu vérifier que le domaine vous appartient et a arrêté ses tentatives.",
      todo: "Ajoutez les enregistrements obligatoires ci-dessous, puis relancez la vérification.",
    },
    issuance_timed_out: {
      title: "Échec de l’émission",
      now: "L’autorité de certification n’a pas émis le certificat à temps.",
      todo: orderAgain,
    },
    deployment_timed_out: {
      title: "Échec du déploiement",
      now: "Cloudflare n’a pas pu déployer le certificat à temps.",
      todo: orderAgain,
    },
    pending_deletion: { title: "En suppression", now: "Cloudflare supprime le certificat.", todo: orderAgain },
    deletion_timed_out: {
      title: "Échec de la suppression",
      now: "Cloudflare n’a pas pu supprimer l’ancien certificat à temps.",
      todo: orderAgain,
    },
    deleted: { title: "Supprimé", now: "Le domaine n’a plus de certificat.", todo: orderAgain },
    deactivating: { title: "En désactivation", now: "Cloudflare désactive le certificat.", todo: support },
    inactive: { title: "Inactif", now: "Le certificat n’est pas utilisé.", todo: orderAgain },
    unknown: {
      title: "Statut inconnu",
      now: "Cloudflare indique un statut que nous ne reconnaissons pas encore.",
      todo: "Revenez un peu plus tard. Si le statut ne change pas, contactez l’assistance.",
    },
  },
};

import type { StateTexts } from "./state-texts.ts";

const nothing = "Vous n’avez rien à faire.";
const setCname = "Créez l’enregistrement CNAME ci-dessous chez votre fournisseur DNS, puis relancez la vérification.";
const support = "Merci d’écrire à notre assistance.";
const orderAgain = "Relancez la vérification ci-dessous : le certificat sera commandé à nouveau.";

/** What every status of Cloudflare's means for a customer, in French. */
export const frStates: StateTexts = {
  hostname: {
    none: { title: "En cours d’enregistrement", now: "Nous enregistrons le domaine chez Cloudflare.", todo: nothing },
    active: { title: "Actif", now: "Cloudflare dirige les visiteurs du domaine vers nous.", todo: nothing },
    active_redeploying: {
      title: "Actif",
      now: "Le domaine fonctionne pendant que Cloudflare renouvelle sa configuration.",
      todo: nothing,
    },
    provisioned: { title: "Actif", now: "Le domaine est configuré chez Cloudflare.", todo: nothing },
    pending: {
      title: "En attente du DNS",
      now: "Cloudflare cherche régulièrement l’enregistrement DNS qui dirige le domaine vers nous.",
      todo: "Créez l’enregistrement CNAME ci-dessous chez votre fournisseur DNS. C’est déjà fait ? Il faut parfois quelques minutes pour qu’il soit vu.",
    },
    pending_migration: { title: "En déplacement", now: "Cloudflare déplace le domaine.", todo: nothing },
    pending_provisioned: { title: "En préparation", now: "Cloudflare prépare le domaine.", todo: nothing },
    moved: {
      title: "Dirigé ailleurs",
      now: "Le domaine ne mène plus à nous, ou n’y a jamais mené en sept jours. Cloudflare a cessé de chercher.",
      todo: setCname,
    },
    pending_deletion: { title: "En suppression", now: "Cloudflare supprime le domaine.", todo: support },
    deleted: {
      title: "Abandonné",
      now: "Le domaine n’a pas mené à nous pendant trop longtemps, et Cloudflare l’a abandonné.",
      todo: `${setCname} Si cela ne suffit pas, supprimez le domaine et ajoutez-le de nouveau.`,
    },
    pending_blocked: {
      title: "Bientôt bloqué",
      now: "Cloudflare est sur le point de bloquer le domaine.",
      todo: support,
    },
    blocked: {
      title: "Bloqué",
      now: "Cloudflare a bloqué le domaine et ne le regarde plus de lui-même.",
      todo: support,
    },
    test_pending: { title: "À l’essai", now: "Cloudflare met le domaine à l’essai.", todo: nothing },
    test_active: {
      title: "Actif à l’essai",
      now: "Le domaine fonctionne ; Cloudflare l’a mis à l’essai.",
      todo: nothing,
    },
    test_active_apex: {
      title: "Actif à l’essai",
      now: "Le domaine fonctionne ; Cloudflare l’a mis à l’essai.",
      todo: nothing,
    },
    test_blocked: { title: "Essai bloqué", now: "Cloudflare a bloqué l’essai du domaine.", todo: support },
    test_failed: { title: "Essai échoué", now: "L’essai du domaine par Cloudflare a échoué.", todo: support },
    gone: {
      title: "Non enregistré",
      now: "Cloudflare n’a plus ce domaine : il n’est pas servi.",
      todo: "Contactez l’assistance. Si vous supprimez le domaine et l’ajoutez de nouveau, il aura de nouveaux enregistrements.",
    },
    unknown: {
      title: "État inconnu",
      now: "Cloudflare annonce un état pour lequel nous n’avons pas encore de mots.",
      todo: "Un peu de patience. Si cela dure, merci d’écrire à notre assistance.",
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
      now: "Les connexions sont chiffrées, et le certificat se renouvelle de lui-même.",
      todo: nothing,
    },
    backup_issued: {
      title: "Actif",
      now: "Les connexions sont chiffrées, et un certificat de secours est prêt.",
      todo: nothing,
    },
    pending_cleanup: { title: "Actif", now: "Un certificat remplacé est en cours de rangement.", todo: nothing },
    initializing: { title: "En commande", now: "Cloudflare commande le certificat.", todo: nothing },
    pending_validation: {
      title: "En validation",
      now: "L’autorité de certification vérifie que le domaine est à vous.",
      todo: "Créez les enregistrements obligatoires ci-dessous ; la suite se fait d’elle-même, le plus souvent en quelques minutes.",
    },
    pending_issuance: { title: "En émission", now: "L’autorité de certification émet le certificat.", todo: nothing },
    pending_deployment: {
      title: "En installation",
      now: "Le certificat est en route vers les serveurs de Cloudflare.",
      todo: nothing,
    },
    holding_deployment: {
      title: "Prêt",
      now: "Le certificat est prêt, et Cloudflare le retient pour l’instant.",
      todo: nothing,
    },
    staging_deployment: { title: "À l’essai", now: "Cloudflare met le certificat à l’essai.", todo: nothing },
    staging_active: { title: "À l’essai", now: "Le certificat fonctionne à l’essai.", todo: nothing },
    pending_expiration: {
      title: "Expire bientôt",
      now: "Le certificat prend fin bientôt et n’a pas été renouvelé.",
      todo: "Vérifiez que les enregistrements ci-dessous existent toujours, puis relancez la vérification.",
    },
    expired: {
      title: "Expiré",
      now: "Le certificat a pris fin ; les navigateurs avertissent vos visiteurs.",
      todo: "Vérifiez que les enregistrements ci-dessous existent toujours, puis relancez la vérification.",
    },
    initializing_timed_out: {
      title: "Commande échouée",
      now: "Cloudflare n’a pas pu commander le certificat.",
      todo: orderAgain,
    },
    validation_timed_out: {
      title: "Validation échouée",
      now: "L’autorité de certification n’a pas pu constater que le domaine est à vous, et a cessé de chercher.",
      todo: "Créez les enregistrements obligatoires ci-dessous, puis relancez la vérification.",
    },
    issuance_timed_out: {
      title: "Non émis",
      now: "L’autorité de certification n’a pas émis le certificat à temps.",
      todo: orderAgain,
    },
    deployment_timed_out: {
      title: "Non installé",
      now: "Le certificat n’a pas atteint les serveurs de Cloudflare à temps.",
      todo: orderAgain,
    },
    pending_deletion: { title: "En suppression", now: "Cloudflare supprime le certificat.", todo: orderAgain },
    deletion_timed_out: {
      title: "Non supprimé",
      now: "Cloudflare n’a pas pu supprimer l’ancien certificat à temps.",
      todo: orderAgain,
    },
    deleted: { title: "Supprimé", now: "Le domaine n’a plus de certificat.", todo: orderAgain },
    deactivating: { title: "En désactivation", now: "Cloudflare désactive le certificat.", todo: support },
    inactive: { title: "Désactivé", now: "Le certificat n’est pas utilisé.", todo: orderAgain },
    unknown: {
      title: "État inconnu",
      now: "Cloudflare annonce un état pour lequel nous n’avons pas encore de mots.",
      todo: "Un peu de patience. Si cela dure, merci d’écrire à notre assistance.",
    },
  },
};

import { html } from "hono/html";
import type { Texts } from "./en.ts";
import { frStates } from "./fr-states.ts";

/** All texts of the panel in French. */
export const fr: Texts = {
  states: frStates,
  frame: {
    product: "Votre add-on",
    skip: "Aller au contenu",
    navigation: "Pages",
    overview: "Accueil",
    domains: "Domaines",
    members: "Membres",
    configVars: "Variables",
    marketplace: "la place de marché",
    language: "Langue",
    signOut: "Se déconnecter",
    signedInAs: (email) => `Connecté en tant que ${email}`,
    copy: (what) => `Copier ${what}`,
    copied: "Copié",
    cancel: "Annuler",
    since: (duration) => html`depuis ${duration}`,
  },
  headlines: {
    working: () => ({ title: "Tout fonctionne", text: "Vous n’avez rien à faire." }),
    "first-domain": () => ({
      title: "Tout fonctionne",
      text: "Votre licence est prête. Ajoutez maintenant le domaine que vos clients utiliseront.",
    }),
    "setting-up": () => ({
      title: "Préparation de votre add-on",
      text: "Cela prend généralement moins d’une minute. Cette page s’actualise automatiquement.",
    }),
    changing: () => ({
      title: "Modification en cours",
      text: "Cela prend généralement moins d’une minute. Cette page s’actualise automatiquement.",
    }),
    slow: () => ({
      title: "C’est plus long que prévu",
      text: "L’opération est toujours en cours, vous n’avez rien à faire. Si cela dure plus d’une heure, contactez l’assistance.",
    }),
    failing: () => ({
      title: "Un problème est survenu de notre côté",
      text: "Nous réessayons automatiquement, et tout ce qui fonctionnait continue de fonctionner. Si cela dure plus d’une heure, contactez l’assistance.",
    }),
    "owner-unknown": (marketplace) => ({
      title: "Adresse e-mail en attente",
      text: `Votre adresse e-mail ne nous a pas encore été transmise par ${marketplace}. Nous la redemandons automatiquement, vous n’avez rien à faire.`,
    }),
    "domain-ours": (hostname) => ({
      title: `${hostname} est presque prêt`,
      text: "La configuration se poursuit automatiquement. Cette page s’actualise automatiquement.",
    }),
    "domain-yours": (hostname) => ({
      title: `${hostname} : encore une étape`,
      text: "Ajoutez ses enregistrements chez votre hébergeur DNS. Nous les détectons automatiquement.",
    }),
    "domain-broken": (hostname) => ({
      title: `${hostname} nécessite votre attention`,
      text: "Ce domaine ne fonctionne plus ou n’a pas pu être configuré. Ouvrez sa page pour en voir la cause et la solution.",
    }),
    suspended: () => ({
      title: "Cet add-on est suspendu",
      text: "Votre licence est inutilisable jusqu’à la fin de la suspension. Vos domaines, vos membres et vos clés de licence restent dans votre compte. Contactez l’assistance.",
    }),
    removed: () => ({
      title: "Cet add-on a été supprimé",
      text: "Ses données ne sont plus disponibles ici. Vous pouvez commander un nouvel add-on dans la console.",
    }),
  },
  overview: {
    openDomain: "Voir le détail",
    plan: "Formule",
    domains: "Domaines",
    members: "Membres",
    licenses: "Licences",
    count: (used, limit) => (limit === undefined ? `${used}` : `${used} sur ${limit}`),
    license: "Licence",
    licenseActive: "Active",
    licenseComing: "En cours de création",
    licenseFailing: "Nouvel essai en cours",
    noKeys: "La clé s’affichera ici dès sa création.",
    key: "Clé de licence",
    keyEnding: (hint) => `Clé de licence se terminant par ${hint}`,
    showKeys: (count) => (count === 1 ? "Afficher la clé" : "Afficher les clés"),
    keysElsewhere: "La clé complète se trouve dans les variables de votre add-on. Elle n’est pas conservée ici.",
    keysShown: "Clés de licence",
    keysWarning: "Toute personne qui possède une clé peut utiliser votre licence. Ne laissez pas cette page ouverte.",
    hide: "Terminé",
    usage: "Consommation du mois",
    usageCost: "À ce jour, à régler sur votre prochaine facture",
    noUsage: "Aucune consommation ce mois-ci.",
    counter: "Compteur",
    reading: "Valeur",
    usageAsOf: (time) => html`mis à jour ${time}`,
  },
  domains: {
    title: "Domaines",
    intro: "Les domaines que vos clients utilisent pour accéder à votre service.",
    add: "Ajouter un domaine",
    label: "Domaine",
    hint: "Par exemple app.example.org",
    empty: "Aucun domaine pour l’instant. Ajoutez le premier ci-dessus.",
    list: "Vos domaines",
    limitReached: (limit) =>
      limit === 0
        ? "Votre formule ne comprend pas de domaine. Pour en ajouter un, choisissez une formule supérieure dans la console."
        : `Vous avez atteint la limite de votre formule (${limit} ${limit === 1 ? "domaine" : "domaines"}). Supprimez un domaine ou choisissez une formule supérieure dans la console.`,
    faults: {
      empty: "Saisissez un domaine.",
      malformed: "Ce domaine n’est pas valide. Saisissez-en un comme app.example.org, sans espace.",
      address: "C’est une adresse IP. Saisissez un domaine.",
      wildcard: "Les domaines génériques (*.…) ne sont pas pris en charge. Ajoutez chaque domaine séparément.",
      reserved: "Ce nom est réservé aux exemples et aux tests. Saisissez un domaine qui vous appartient.",
      suffix: "C’est un suffixe public, comme co.uk. Saisissez votre domaine complet.",
      ours: "Ce domaine nous appartient. Saisissez un domaine qui vous appartient.",
      long: "Ce domaine dépasse 64 caractères, la limite des certificats. Saisissez-en un plus court.",
      taken:
        "Ce domaine est déjà utilisé par un autre compte. S’il vous appartient, supprimez-le d’abord de ce compte ou contactez l’assistance.",
      yours: "Ce domaine figure déjà dans votre liste.",
      limit: "Votre formule ne comprend pas de domaine supplémentaire.",
      suspended: "Cet add-on est suspendu. Aucune modification n’est possible jusqu’à la fin de la suspension.",
    },
    apexTitle: "C’est un domaine racine",
    apex: (hostname) =>
      `La plupart des hébergeurs DNS n’acceptent pas d’enregistrement CNAME sur ${hostname}. Utilisez un enregistrement ALIAS ou ANAME, ou le « CNAME flattening », si votre hébergeur le propose. Sinon, ajoutez www.${hostname} ici et redirigez ${hostname} vers ce domaine.`,
    phases: { live: "En ligne", yours: "Action requise", ours: "En cours", broken: "À vérifier" },
    back: "Tous les domaines",
    routing: "Domaine",
    certificate: "Certificat",
    todo: "À faire",
    errors: "Messages de Cloudflare et de l’autorité de certification",
    registrationFails:
      "Nous n’avons pas encore pu enregistrer le domaine chez Cloudflare. Nous réessayons automatiquement.",
    records: "Enregistrements DNS",
    recordsHint:
      "Ajoutez ces enregistrements chez votre hébergeur DNS. Utilisez le nom court si votre hébergeur ajoute le domaine automatiquement.",
    purpose: "Rôle",
    purposes: {
      traffic: "Dirige vos visiteurs ici",
      ownership: "Prouve que le domaine vous appartient avant qu’il pointe ici",
      certificate: "Prouve à l’autorité de certification que le domaine vous appartient",
    },
    purposeUrl:
      "Nous servons ce fichier dès que le domaine pointe ici. Pour obtenir le certificat plus tôt, servez-le vous-même",
    type: "Type",
    name: "Nom",
    shortName: (name) => html`court : <code>${name}</code>`,
    value: "Valeur",
    state: "Statut",
    required: "Obligatoire",
    optional: "Facultatif",
    done: "Vérifié",
    approval: (addresses) =>
      `L’autorité de certification a envoyé un e-mail à ${addresses}. Suivez le lien qu’il contient.`,
    settled:
      "Tous les enregistrements sont vérifiés. Conservez l’enregistrement CNAME tant que vous utilisez le domaine.",
    check: "Relancer la vérification",
    checkWaiting: "Une vérification est en cours.",
    checkLater: (time) => html`Vous pourrez demander une vérification ${time}.`,
    checkAllowed:
      "Vous venez de modifier un enregistrement ? Relancez la vérification. Les vérifications automatiques de Cloudflare repartent alors de zéro.",
    checkNext: (time) => html`Prochaine vérification automatique par Cloudflare : ${time}.`,
    checkNone: "Cloudflare a arrêté les vérifications automatiques.",
    checkFailed: "Cloudflare a refusé la dernière vérification. Si cela se reproduit, contactez l’assistance.",
    remove: "Supprimer le domaine",
    removeTitle: (hostname) => `Supprimer ${hostname} ?`,
    removeText:
      "Les visiteurs de ce domaine verront une erreur, et son certificat sera révoqué. Vous pourrez l’ajouter de nouveau, avec de nouveaux enregistrements DNS.",
    removeConfirm: "Supprimer",
  },
  members: {
    title: "Membres",
    intro: (owner) =>
      owner === undefined
        ? "Les membres de votre équipe. Chacun peut utiliser une licence de votre formule ; le propriétaire de l’add-on en utilise aussi une."
        : `Les membres de votre équipe. Chacun peut utiliser une licence de votre formule ; le propriétaire, ${owner}, en utilise aussi une.`,
    label: "Adresse e-mail",
    hint: "L’adresse avec laquelle la personne se connecte",
    withLicense: "Attribuer une licence maintenant",
    add: "Ajouter un membre",
    empty: "Aucun membre pour l’instant. Ajoutez le premier ci-dessus.",
    list: "Vos membres",
    login: "Membre",
    license: "Licence",
    assigned: "Attribuée",
    assigning: "En cours d’attribution",
    released: "Aucune",
    releasing: "En cours de libération",
    actions: "Actions",
    assign: "Attribuer",
    release: "Libérer",
    assignFor: (login) => `Attribuer une licence à ${login}`,
    releaseFor: (login) => `Libérer la licence de ${login}`,
    remove: "Supprimer",
    removeFor: (login) => `Supprimer ${login}`,
    removeTitle: (login) => `Supprimer ${login} ?`,
    removeText: "Cette personne n’aura plus accès au produit, et sa licence pourra être attribuée à quelqu’un d’autre.",
    removeConfirm: "Supprimer le membre",
    limitReached:
      "Vous avez atteint la limite de membres de votre formule. Supprimez un membre ou choisissez une formule supérieure dans la console.",
    licensesUsed:
      "Toutes les licences de votre formule sont utilisées. Libérez-en une avant de l’attribuer à quelqu’un d’autre.",
    faults: {
      empty: "Saisissez une adresse e-mail.",
      malformed: "Cette adresse e-mail n’est pas valide. Saisissez-en une comme jane@example.org.",
      owner: "C’est l’adresse du propriétaire. Il a déjà une licence.",
      yours: "Cette personne est déjà membre.",
      limit: "Votre formule ne comprend pas de membre supplémentaire.",
      licenses: "Aucune licence n’est disponible. Libérez-en une ou ajoutez le membre sans licence.",
      unknown: "Cette personne n’est plus membre.",
      suspended: "Cet add-on est suspendu. Aucune modification n’est possible jusqu’à la fin de la suspension.",
    },
  },
  configVars: {
    title: "Variables",
    intro: (marketplace) =>
      `Les variables d’environnement définies par ${marketplace} dans les applications liées à votre add-on.`,
    name: "Nom",
    value: "Valeur",
    masked: "masquée",
    from: "Origine",
    sources: {
      license: "Votre clé de licence",
      own: "Votre add-on",
      seller: "Un secret interne, non affiché ici",
    },
    show: "Afficher les valeurs",
    hide: "Terminé",
    warning: "Certaines de ces valeurs sont secrètes. Ne laissez pas cette page ouverte.",
    states: {
      pushed: (marketplace) => `À jour sur ${marketplace}`,
      failing: (marketplace) => `Pas encore à jour sur ${marketplace}. Nouvel essai automatique en cours`,
      coming: (marketplace) => `Envoi des valeurs à ${marketplace} en cours`,
    },
    restart: "Les applications reçoivent les nouvelles valeurs à leur prochain redémarrage.",
  },
  pages: {
    several: "Choisir un add-on",
    severalText: "Vous êtes connecté à plusieurs add-ons. Aucune modification n’a été effectuée.",
    signedOut: "Vous êtes déconnecté",
    notSignedIn: "Vous n’êtes pas connecté",
    signIn: "Pour vous connecter, ouvrez l’add-on dans la console de la place de marché.",
    signInFramed:
      "Votre navigateur bloque les cookies des pages intégrées à un autre site : cet add-on ne peut pas s’afficher ici. Ouvrez-le dans un nouvel onglet, ou autorisez les cookies pour ce site dans les réglages de votre navigateur, puis rouvrez l’add-on.",
    signInFramedLater:
      "Votre session a expiré, ou votre navigateur bloque les cookies des pages intégrées à un autre site. Rouvrez l’add-on depuis la console. Si vous êtes déjà connecté dans un autre onglet, ouvrez-le dans un nouvel onglet.",
    openTab: "Ouvrir dans un nouvel onglet",
    signInFailed: "Échec de la connexion",
    signInFailedText:
      "Un lien de connexion ne fonctionne qu’une fois et expire au bout de quelques minutes. Rouvrez l’add-on depuis la console.",
    notFound: "Page introuvable",
    notFoundText: "Elle a peut-être été supprimée entre-temps.",
    toOverview: "Aller à l’accueil",
    unavailable: "Service momentanément indisponible",
    unavailableText:
      "Si vous avez envoyé une modification, vérifiez qu’elle a été enregistrée. Réessayez dans un instant.",
    refused: "Requête refusée",
    refusedText: "Le formulaire n’a pas été envoyé depuis ce site. Rechargez la page et envoyez-le de nouveau.",
  },
};

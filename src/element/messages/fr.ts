/** The widget's texts in French. */
import type { Messages } from "./messages.ts";

export const fr: Messages = {
  heading: "Rechercher avec une photo",
  lead: "Un coup de cœur ? Montrez-nous une photo ou décrivez-le en quelques mots.",
  promise: "Votre photo ne quitte pas cet appareil",

  choosePhoto: "Choisir une photo",
  takePhoto: "Prendre une photo",
  dropHint: "ou déposez-la ou collez-la ici",
  dropNow: "Déposez la photo pour lancer la recherche",
  textLabel: "Décrivez ce que vous cherchez",
  textPlaceholder: "red summer dress",
  search: "Rechercher",
  samples: "Ou essayez avec l’une de ces photos",
  sample: "Rechercher avec la photo « {name} »",
  sampleUnnamed: "Rechercher avec cette photo",
  browse: "Parcourir la boutique",
  sharedQuery: "Ce lien contient une recherche",
  showShared: "Afficher les résultats",

  consent: {
    photo: "Un téléchargement pour la recherche par photo",
    text: "Un téléchargement pour la recherche par mots",
    both: "Un téléchargement pour la recherche par photo et par mots",
    catalog: "Un petit téléchargement pour commencer",
    explainPhoto:
      "Votre photo est reconnue ici, dans votre navigateur, et non sur un serveur. Cela demande un téléchargement de {bytes}.",
    explainText:
      "Vos mots sont compris ici, dans votre navigateur, et non sur un serveur. Cela demande un téléchargement de {bytes}.",
    explainBoth:
      "Votre photo et vos mots sont compris ici, dans votre navigateur, et non sur un serveur. Cela demande un téléchargement de {bytes}.",
    explainCatalog: "La liste des produits est enregistrée sur cet appareil : {bytes}.",
    once: "Un seul téléchargement suffit. Il est enregistré sur cet appareil et vous pouvez le supprimer à tout moment.",
    photoStays: "Votre photo reste sur cet appareil.",
    accept: "Télécharger {bytes} et rechercher",
    browseOnly: "Parcourir seulement",
    decline: "Pas maintenant",
    parts: "Ce qui est téléchargé",
  },
  parts: {
    catalog: "Produits",
    runtime: "Moteur de recherche",
    imageEncoder: "Reconnaissance des photos",
    textEncoder: "Compréhension des mots",
    detector: "Détection d’articles sur les photos",
  },

  loading: "Préparation de la recherche",
  opening: "Ouverture de la boutique",
  loaded: "{loaded} sur {total}",
  rate: "{rate} par seconde",
  cancel: "Arrêter",
  paused: "Téléchargement arrêté. Ce qui est déjà téléchargé est conservé.",
  notLoaded: "Cette recherche nécessite un téléchargement.",
  resume: "Continuer",
  meanwhile: "En attendant, parcourez la boutique.",

  yourSearch: "Votre recherche",
  photo: "Votre photo",
  likeThis: "Similaire à {title}",
  likeUnnamed: "Similaire à un produit choisi",
  remove: "Supprimer {value}",
  without: "Sans {value}",
  towards: "{value}",
  notLabel: "Exclure",
  notPlaceholder: "long sleeves",
  notAdd: "Exclure",
  balance: "Image ou mots",
  balancePicture: "Image",
  balanceWords: "Mots",
  balanceValue: "{percent} pour les mots",
  suggestions: "Suggestions",
  refine: "Affiner",
  undo: "Annuler",
  redo: "Rétablir",
  startOver: "Recommencer",

  allProducts: "Tous les produits",
  bestMatches: "Meilleurs résultats",
  products: { one: "{count} produit", many: "{count} de produits", other: "{count} produits" },
  matches: {
    one: "Le produit le plus proche",
    many: "Les {count} de produits les plus proches",
    other: "Les {count} produits les plus proches",
  },
  searching: "Recherche…",
  noMatches: "Aucun produit correspondant",
  noMatchesAdvice: "Essayez avec moins de filtres ou une autre recherche.",
  clearFilters: "Effacer les filtres",
  noCloseMatch: "Aucun résultat proche",
  noCloseMatchAdvice:
    "Voici les produits les plus proches. Essayez un cadrage plus serré ou d’autres mots.",
  showMore: "Afficher plus",
  more: {
    one: "{count} autre dans ce style",
    many: "{count} d’autres dans ce style",
    other: "{count} autres dans ce style",
  },
  fewer: "Afficher moins",

  likeness: {
    very: "Très similaire",
    quite: "Similaire",
    rather: "Assez similaire",
    loosely: "Peu similaire",
  },
  matched: "Correspond à {values}",
  moreLikeThis: "Produits similaires",
  moreLike: "Produits similaires à {title}",
  sale: "−{percent}",
  outOfStock: "Épuisé",
  price: "Prix",
  regularPrice: "Ancien prix",
  untitled: "Produit sans nom",

  compare: "Comparer",
  compareThis: "Comparer {title}",
  compareOneMore: "Choisissez un autre produit à comparer",
  compareBoth: "Comparer les deux",
  compareClear: "Effacer",

  filtersInUse: { one: "{count} actif", many: "{count} actifs", other: "{count} actifs" },
  showAll: "Tout afficher ({count})",
  from: "De",
  to: "À",
  rangeCrossed: "« De » est supérieur à « À ».",
  sort: "Trier par",
  sorts: {
    best: "Meilleurs résultats",
    catalog: "Notre sélection",
    "price-up": "Prix croissant",
    "price-down": "Prix décroissant",
  },
  facets: {
    price: "Prix",
    brand: "Marque",
    category: "Catégorie",
    colour: "Couleur",
    material: "Matière",
    pattern: "Motif",
    gender: "Genre",
    size: "Taille",
    availability: "Disponibilité",
  },

  device: "Sur cet appareil",
  deleteStored: "Supprimer tout ce qui est enregistré ici",
  deleteExplain:
    "Les produits et le moteur de recherche sont enregistrés dans ce navigateur, pour une prochaine visite plus rapide.",

  notices: {
    offline: {
      title: "Vous êtes hors ligne",
      text: "La recherche fonctionne. Produits et prix datent du {date}.",
    },
    unreachable: {
      title: "La boutique est injoignable",
      text: "Vérifiez votre connexion. Ce qui est déjà téléchargé est conservé.",
    },
    damaged: {
      title: "Certains fichiers sont arrivés endommagés",
      text: "Ils n’ont pas été utilisés. La boutique est peut-être en cours de mise à jour. Veuillez réessayer.",
    },
    unsupportedImage: {
      title: "Impossible d’ouvrir ce fichier comme photo",
      text: "Veuillez choisir une photo JPEG, PNG ou WebP.",
    },
    photoLink: {
      title: "Ceci est un lien vers une photo",
      text: "L’ouvrir révélerait à un autre site ce que vous cherchez. Enregistrez d’abord la photo, puis choisissez le fichier.",
    },
    noPhoto: {
      title: "Aucune photo trouvée",
      text: "Choisissez, déposez ou collez une photo.",
    },
    imageTooLarge: {
      title: "Cette photo est trop grande",
      text: "Veuillez en utiliser une version plus petite.",
    },
    stopped: {
      title: "La recherche s’est arrêtée",
      text: "Cela peut arriver quand un appareil manque de mémoire. Rien de ce qui est à vous n’est perdu.",
    },
    insecure: {
      title: "Cette page n’est pas sécurisée",
      text: "Les navigateurs n’autorisent la recherche que sur les pages en https.",
    },
    noWebAssembly: {
      title: "Ce navigateur ne peut pas exécuter la recherche",
      text: "WebAssembly est absent ou désactivé. Veuillez utiliser un navigateur à jour.",
    },
    noWebGpu: {
      title: "La carte graphique n’est pas utilisable",
      text: "La recherche fonctionne sans elle, un peu plus lentement.",
    },
    gpuLeft: {
      title: "La carte graphique a rencontré un problème",
      text: "La recherche continue sans elle, un peu plus lentement.",
    },
    modelMissing: {
      title: "Vous pouvez seulement parcourir cette boutique",
      text: "Elle n’a pas de recherche par photo ni par mots, mais « Produits similaires » fonctionne.",
    },
    productGone: {
      title: "Ce produit n’est plus disponible",
      text: "Recommencez pour voir les produits de la boutique.",
    },
    filterGone: {
      title: "Un filtre n’est plus disponible",
      text: "La boutique a changé. La recherche fonctionne sans ce filtre.",
    },
    storageFull: {
      title: "Il reste peu d’espace sur cet appareil",
      text: "La recherche fonctionne, mais devra être téléchargée à nouveau la prochaine fois.",
    },
    storageMissing: {
      title: "Ce navigateur n’enregistre rien",
      text: "La recherche fonctionne, mais devra être téléchargée à nouveau la prochaine fois.",
    },
    notEnglish: {
      title: "La recherche comprend mieux l’anglais",
      text: "Essayez des mots anglais ou une photo.",
    },
    update: {
      title: "La boutique a été mise à jour",
      text: "Téléchargez {bytes} pour voir les nouveautés.",
    },
    deleted: {
      title: "Tout ce qui était enregistré ici est supprimé",
      text: "Nous vous demanderons avant de le télécharger à nouveau.",
    },
    setup: {
      title: "Cette recherche ne fonctionne pas ici",
      text: "La boutique l’a configurée d’une façon qu’elle ne comprend pas.",
    },
    unknown: { title: "Un problème est survenu", text: "Veuillez réessayer." },
  },
  remedies: {
    retry: "Réessayer",
    restart: "Redémarrer",
    choosePhoto: "Choisir une autre photo",
    useWasm: "Continuer sans elle",
    startOver: "Recommencer",
    clearFilters: "Effacer les filtres",
    deleteStored: "Supprimer les données",
    update: "Mettre à jour",
    dismiss: "OK",
  },
  details: "Détails",
};

import { headingOf, numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";

const { bytes, count, percent, plural } = numbersOf("fr");

export const COMPONENTS_FR: ComponentMessages = {
  region: {
    photo: "Votre photo",
    box: "Partie de la photo à rechercher",
    boxRole: "cadre de sélection",
    help:
      "Les flèches déplacent le cadre de 1 %, avec Maj elles changent sa taille. " +
      "Avec Ctrl ou Alt, c’est 10 %. Échap revient à la photo entière.",
    value: ({ x, y, width, height }) =>
      `${percent(width)} de large et ${percent(height)} de haut, à ${percent(x)} de la gauche et ${percent(y)} du haut`,
    whole: "La photo entière",
    reset: "Utiliser la photo entière",
    suggestions: "Trouvé sur la photo",
    places: [
      "en haut à gauche",
      "en haut",
      "en haut à droite",
      "à gauche",
      "au milieu",
      "à droite",
      "en bas à gauche",
      "en bas",
      "en bas à droite",
    ],
  },
  camera: {
    title: "Prendre une photo",
    close: "Fermer l’appareil photo",
    asking:
      "Ouverture de l’appareil photo. Votre navigateur va peut-être demander si cette page peut l’utiliser.",
    live: "L’appareil photo est allumé. La photo reste sur cet appareil.",
    preview: "Ce que voit l’appareil photo",
    shutter: "Prendre la photo",
    switch: "Autre appareil photo",
    retry: "Réessayer",
    problems: {
      denied: {
        title: "L’appareil photo est bloqué",
        remedy:
          "Cette page ne peut pas utiliser l’appareil photo. Autorisez-le pour ce site dans les réglages du " +
          "navigateur, ou choisissez plutôt une photo.",
      },
      "no-device": {
        title: "Aucun appareil photo trouvé",
        remedy: "Branchez un appareil photo, ou choisissez plutôt une photo.",
      },
      "in-use": {
        title: "L’appareil photo est occupé",
        remedy: "Une autre application l’utilise peut-être. Fermez-la, puis réessayez.",
      },
      insecure: {
        title: "Pas d’appareil photo à cette adresse",
        remedy:
          "Les navigateurs ne prêtent l’appareil photo qu’aux pages en https. Choisissez plutôt une photo, ou " +
          "ouvrez la boutique en https.",
      },
      unsupported: {
        title: "Ce navigateur ne propose pas d’appareil photo",
        remedy: "Choisissez plutôt une photo, ou essayez un autre navigateur.",
      },
      failed: {
        title: "L’appareil photo n’a pas démarré",
        remedy: "Réessayez, ou choisissez plutôt une photo.",
      },
    },
  },
  compare: {
    title: "Comparer deux produits",
    close: "Fermer la comparaison",
    onlyDifferences: "N’afficher que les différences",
    property: "Caractéristique",
    differs: "différent",
    unknown: "non précisé",
    same: "Ces produits ne diffèrent en rien de ce qu’ils indiquent.",
    brand: "Marque",
    category: "Catégorie",
    colour: "Couleur",
    attribute: headingOf,
    number: count,
    list: (values) => values.join(", "),
  },
  network: {
    requests: (value, atLeast) =>
      `${atLeast ? "Au moins " : ""}${count(value)} ${plural(value, { one: "requête", other: "requêtes" })} depuis le chargement`,
    photo: (value) => `Envoyé de votre photo : ${bytes(value)}`,
    basis:
      "La recherche se fait dans ce navigateur et n’a rien qui envoie quoi que ce soit : elle ne fait que " +
      "télécharger des fichiers, et une fois qu’ils sont là, elle n’en demande plus. Voici ce que le navigateur " +
      "dit à cette page de ses requêtes.",
    unknownContent: (value) =>
      plural(value, {
        one: `${count(value)} d’entre elles vient d’un script de cette page ; le navigateur ne dit pas ce qu’elle contient.`,
        other: `${count(value)} d’entre elles viennent de scripts de cette page ; le navigateur ne dit pas ce qu’elles contiennent.`,
      }),
    worker: (value) =>
      "La recherche travaille en arrière-plan, où le navigateur compte à part. Selon son propre décompte, elle a " +
      `téléchargé ${bytes(value)} depuis.`,
    none: "Aucune requête.",
    list: "Requêtes depuis le chargement, les plus récentes d’abord",
    name: "Nom",
    kind: "Type",
    received: "Reçu",
    bytes,
    cached: "de cet appareil",
    hidden: "non indiqué",
    older: (value) =>
      plural(value, {
        one: `${count(value)} plus ancienne n’est pas affichée.`,
        other: `${count(value)} plus anciennes ne sont pas affichées.`,
      }),
  },
};

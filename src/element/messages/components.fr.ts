/** The components' words in French. */
import { headingOf, numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";

const { bytes, count, percent, plural } = numbersOf("fr");

export const COMPONENTS_FR: ComponentMessages = {
  region: {
    photo: "Votre photo",
    box: "Partie de la photo utilisée pour la recherche",
    boxRole: "cadre de sélection",
    help:
      "Déplacez le cadre de 1 % avec les flèches, ou redimensionnez-le avec Maj et les flèches. " +
      "Ajoutez Ctrl ou Alt pour 10 %. Appuyez sur Échap pour utiliser la photo entière.",
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
    asking: "Ouverture de l’appareil photo. Votre navigateur peut vous demander de l’autoriser.",
    live: "L’appareil photo est activé. Votre photo reste sur cet appareil.",
    preview: "Aperçu de l’appareil photo",
    shutter: "Prendre la photo",
    switch: "Changer d’appareil photo",
    retry: "Réessayer",
    problems: {
      denied: {
        title: "L’appareil photo est bloqué",
        remedy:
          "Cette page ne peut pas utiliser l’appareil photo. Autorisez-le pour ce site dans les paramètres du " +
          "navigateur, ou choisissez plutôt une photo.",
      },
      "no-device": {
        title: "Aucun appareil photo trouvé",
        remedy: "Branchez un appareil photo, ou choisissez plutôt une photo.",
      },
      "in-use": {
        title: "L’appareil photo est déjà utilisé",
        remedy: "Une autre application l’utilise peut-être. Fermez-la, puis réessayez.",
      },
      insecure: {
        title: "L’appareil photo nécessite une page sécurisée",
        remedy:
          "Les navigateurs n’autorisent l’appareil photo que sur les pages en https. Choisissez plutôt une photo, ou " +
          "ouvrez la boutique en https.",
      },
      unsupported: {
        title: "Ce navigateur ne prend pas en charge l’appareil photo",
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
    unknown: "Non précisé",
    same: "Les caractéristiques de ces produits ne présentent aucune différence.",
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
    photo: (value) => `Données envoyées de votre photo : ${bytes(value)}`,
    basis:
      "La recherche se fait dans ce navigateur et n’envoie jamais rien. Elle ne fait que télécharger des fichiers, " +
      "et une fois qu’ils sont là, elle n’en demande plus. La liste ci-dessous montre ce que le navigateur indique " +
      "à cette page sur ses requêtes.",
    unknownContent: (value) =>
      plural(value, {
        one: `${count(value)} d’entre elles vient d’un script de cette page ; le navigateur n’indique pas ce qu’elle contient.`,
        other: `${count(value)} d’entre elles viennent de scripts de cette page ; le navigateur n’indique pas ce qu’elles contiennent.`,
      }),
    worker: (value) =>
      "La recherche fonctionne en arrière-plan, où le navigateur compte séparément. Selon son propre décompte, elle a " +
      `téléchargé ${bytes(value)} depuis.`,
    none: "Aucune requête.",
    list: "Requêtes depuis le chargement, les plus récentes en premier",
    name: "Nom",
    kind: "Type",
    received: "Reçu",
    bytes,
    cached: "depuis cet appareil",
    hidden: "non indiqué",
    older: (value) =>
      plural(value, {
        one: `${count(value)} plus ancienne n’est pas affichée.`,
        other: `${count(value)} plus anciennes ne sont pas affichées.`,
      }),
  },
};

import { headingOf, numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";

const { bytes, count, percent, plural } = numbersOf("de");

export const COMPONENTS_DE: ComponentMessages = {
  region: {
    photo: "Ihr Foto",
    box: "Ausschnitt des Fotos, mit dem gesucht wird",
    boxRole: "Ausschnittrahmen",
    help:
      "Die Pfeiltasten verschieben den Rahmen um 1 Prozent, mit der Umschalttaste ändern sie seine Größe. " +
      "Mit Strg oder Alt sind es 10 Prozent. Escape stellt das ganze Foto wieder her.",
    value: ({ x, y, width, height }) =>
      `${percent(width)} breit und ${percent(height)} hoch, ${percent(x)} von links und ${percent(y)} von oben`,
    whole: "Das ganze Foto",
    reset: "Ganzes Foto verwenden",
    suggestions: "Auf dem Foto gefunden",
    places: [
      "oben links",
      "oben",
      "oben rechts",
      "links",
      "in der Mitte",
      "rechts",
      "unten links",
      "unten",
      "unten rechts",
    ],
  },
  camera: {
    title: "Foto aufnehmen",
    close: "Kamera schließen",
    asking:
      "Die Kamera wird geöffnet. Vielleicht fragt Ihr Browser, ob diese Seite sie benutzen darf.",
    live: "Die Kamera läuft. Das Foto bleibt auf diesem Gerät.",
    preview: "Was die Kamera sieht",
    shutter: "Foto aufnehmen",
    switch: "Andere Kamera",
    retry: "Noch einmal versuchen",
    problems: {
      denied: {
        title: "Die Kamera ist gesperrt",
        remedy:
          "Diese Seite darf die Kamera nicht benutzen. Erlauben Sie es in den Einstellungen des Browsers " +
          "für diese Website, oder wählen Sie stattdessen ein Foto.",
      },
      "no-device": {
        title: "Keine Kamera gefunden",
        remedy: "Schließen Sie eine Kamera an, oder wählen Sie stattdessen ein Foto.",
      },
      "in-use": {
        title: "Die Kamera ist belegt",
        remedy:
          "Vielleicht benutzt sie eine andere App. Schließen Sie diese und versuchen Sie es noch einmal.",
      },
      insecure: {
        title: "Unter dieser Adresse keine Kamera",
        remedy:
          "Browser geben die Kamera nur Seiten mit https. Wählen Sie stattdessen ein Foto, oder öffnen Sie " +
          "den Shop mit https.",
      },
      unsupported: {
        title: "Dieser Browser bietet keine Kamera",
        remedy: "Wählen Sie stattdessen ein Foto, oder nehmen Sie einen anderen Browser.",
      },
      failed: {
        title: "Die Kamera ließ sich nicht starten",
        remedy: "Versuchen Sie es noch einmal, oder wählen Sie stattdessen ein Foto.",
      },
    },
  },
  compare: {
    title: "Zwei Produkte vergleichen",
    close: "Vergleich schließen",
    onlyDifferences: "Nur Unterschiede zeigen",
    property: "Eigenschaft",
    differs: "verschieden",
    unknown: "keine Angabe",
    same: "In dem, was diese Produkte angeben, unterscheiden sie sich nicht.",
    brand: "Marke",
    category: "Kategorie",
    colour: "Farbe",
    attribute: headingOf,
    number: count,
    list: (values) => values.join(", "),
  },
  network: {
    requests: (value, atLeast) =>
      `${atLeast ? "Mindestens " : ""}${count(value)} ${plural(value, { one: "Anfrage", other: "Anfragen" })} seit dem Laden`,
    photo: (value) => `Von Ihrem Foto gesendet: ${bytes(value)}`,
    basis:
      "Die Suche läuft in diesem Browser und enthält nichts, was etwas sendet: Sie lädt nur Dateien, und wenn " +
      "diese da sind, fragt sie nach keinen mehr. Unten steht, was der Browser dieser Seite über ihre Anfragen sagt.",
    unknownContent: (value) =>
      plural(value, {
        one: `${count(value)} davon hat ein Skript dieser Seite gestellt; der Browser sagt nicht, was eine solche Anfrage enthält.`,
        other: `${count(value)} davon haben Skripte dieser Seite gestellt; der Browser sagt nicht, was solche Anfragen enthalten.`,
      }),
    worker: (value) =>
      `Die Suche arbeitet im Hintergrund, wo der Browser getrennt zählt. Nach eigener Zählung hat sie seither ${bytes(value)} geladen.`,
    none: "Keine Anfragen.",
    list: "Anfragen seit dem Laden, die neuesten zuerst",
    name: "Name",
    kind: "Art",
    received: "Empfangen",
    bytes,
    cached: "von diesem Gerät",
    hidden: "nicht angegeben",
    older: (value) =>
      plural(value, {
        one: `${count(value)} ältere ist nicht aufgeführt.`,
        other: `${count(value)} ältere sind nicht aufgeführt.`,
      }),
  },
};

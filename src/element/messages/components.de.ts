/** The components' words in German. */
import { headingOf, numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";

const { bytes, count, percent, plural } = numbersOf("de");

export const COMPONENTS_DE: ComponentMessages = {
  region: {
    photo: "Ihr Foto",
    box: "Ausschnitt des Fotos, mit dem gesucht wird",
    boxRole: "Ausschnittrahmen",
    help:
      "Verschieben Sie den Rahmen mit den Pfeiltasten um 1 Prozent, oder ändern Sie mit der Umschalttaste seine Größe. " +
      "Mit Strg oder Alt sind es 10 Prozent. Mit Escape verwenden Sie wieder das ganze Foto.",
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
    asking: "Die Kamera wird geöffnet. Ihr Browser bittet Sie vielleicht um Erlaubnis.",
    live: "Die Kamera ist an. Ihr Foto bleibt auf diesem Gerät.",
    preview: "Kameravorschau",
    shutter: "Foto aufnehmen",
    switch: "Kamera wechseln",
    retry: "Noch einmal versuchen",
    problems: {
      denied: {
        title: "Die Kamera ist blockiert",
        remedy:
          "Diese Seite darf die Kamera nicht verwenden. Erlauben Sie es für diese Website in den Einstellungen " +
          "des Browsers, oder wählen Sie stattdessen ein Foto aus.",
      },
      "no-device": {
        title: "Keine Kamera gefunden",
        remedy: "Schließen Sie eine Kamera an, oder wählen Sie stattdessen ein Foto aus.",
      },
      "in-use": {
        title: "Die Kamera wird gerade verwendet",
        remedy:
          "Vielleicht verwendet sie eine andere App. Schließen Sie diese, und versuchen Sie es noch einmal.",
      },
      insecure: {
        title: "Die Kamera braucht eine sichere Seite",
        remedy:
          "Browser erlauben die Kamera nur auf Seiten mit https. Wählen Sie stattdessen ein Foto aus, oder öffnen Sie " +
          "den Shop mit https.",
      },
      unsupported: {
        title: "Dieser Browser unterstützt die Kamera nicht",
        remedy: "Wählen Sie stattdessen ein Foto aus, oder verwenden Sie einen anderen Browser.",
      },
      failed: {
        title: "Die Kamera ließ sich nicht starten",
        remedy: "Versuchen Sie es noch einmal, oder wählen Sie stattdessen ein Foto aus.",
      },
    },
  },
  compare: {
    title: "Zwei Produkte vergleichen",
    close: "Vergleich schließen",
    onlyDifferences: "Nur Unterschiede anzeigen",
    property: "Eigenschaft",
    differs: "unterschiedlich",
    unknown: "Keine Angabe",
    same: "In ihren Angaben unterscheiden sich diese Produkte nicht.",
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
      "Die Suche läuft in diesem Browser und sendet nie etwas. Sie lädt nur Dateien herunter, und sobald diese da " +
      "sind, braucht sie keine weiteren. Die Liste unten zeigt, was der Browser dieser Seite über ihre Anfragen mitteilt.",
    unknownContent: (value) =>
      plural(value, {
        one: `${count(value)} davon hat ein Skript dieser Seite gestellt; der Browser teilt nicht mit, was eine solche Anfrage enthält.`,
        other: `${count(value)} davon haben Skripte dieser Seite gestellt; der Browser teilt nicht mit, was solche Anfragen enthalten.`,
      }),
    worker: (value) =>
      `Die Suche arbeitet im Hintergrund, wo der Browser getrennt zählt. Nach eigener Zählung hat sie seitdem ${bytes(value)} heruntergeladen.`,
    none: "Keine Anfragen.",
    list: "Anfragen seit dem Laden, neueste zuerst",
    name: "Name",
    kind: "Art",
    received: "Empfangen",
    bytes,
    cached: "von diesem Gerät",
    hidden: "nicht mitgeteilt",
    older: (value) =>
      plural(value, {
        one: `${count(value)} ältere ist nicht aufgeführt.`,
        other: `${count(value)} ältere sind nicht aufgeführt.`,
      }),
  },
};

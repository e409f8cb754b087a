/** The widget's texts in German. */
import type { Messages } from "./messages.ts";

export const de: Messages = {
  heading: "Mit einem Foto suchen",
  lead: "Etwas Schönes entdeckt? Zeigen Sie uns ein Foto oder beschreiben Sie es in wenigen Worten.",
  promise: "Ihr Foto verlässt dieses Gerät nicht",

  choosePhoto: "Foto auswählen",
  takePhoto: "Foto aufnehmen",
  dropHint: "oder hierher ziehen oder einfügen",
  dropNow: "Foto loslassen, um damit zu suchen",
  textLabel: "Beschreiben Sie, was Sie suchen",
  textPlaceholder: "red summer dress",
  search: "Suchen",
  samples: "Oder probieren Sie eines davon",
  sample: "Mit dem Foto „{name}“ suchen",
  sampleUnnamed: "Mit diesem Foto suchen",
  browse: "Im Shop stöbern",
  sharedQuery: "Dieser Link enthält eine Suche",
  showShared: "Ergebnisse anzeigen",

  consent: {
    photo: "Ein Download für die Suche mit Fotos",
    text: "Ein Download für die Suche mit Worten",
    both: "Ein Download für die Suche mit Fotos und Worten",
    catalog: "Ein kleiner Download zum Start",
    explainPhoto:
      "Ihr Foto wird hier in Ihrem Browser erkannt, nicht auf einem Server. Dafür werden {bytes} heruntergeladen.",
    explainText:
      "Ihre Worte werden hier in Ihrem Browser verstanden, nicht auf einem Server. Dafür werden {bytes} heruntergeladen.",
    explainBoth:
      "Ihr Foto und Ihre Worte werden hier in Ihrem Browser verstanden, nicht auf einem Server. Dafür werden {bytes} heruntergeladen.",
    explainCatalog: "Die Produktliste wird auf diesem Gerät gespeichert: {bytes}.",
    once: "Der Download ist nur einmal nötig. Er bleibt auf diesem Gerät gespeichert und lässt sich jederzeit löschen.",
    photoStays: "Ihr Foto bleibt auf diesem Gerät.",
    accept: "{bytes} herunterladen und suchen",
    browseOnly: "Nur stöbern",
    decline: "Jetzt nicht",
    parts: "Was heruntergeladen wird",
  },
  parts: {
    catalog: "Produkte",
    runtime: "Suchmaschine",
    imageEncoder: "Fotoerkennung",
    textEncoder: "Texterkennung",
    detector: "Artikel auf Fotos finden",
  },

  loading: "Die Suche wird vorbereitet",
  opening: "Der Shop wird geöffnet",
  loaded: "{loaded} von {total}",
  rate: "{rate} pro Sekunde",
  cancel: "Anhalten",
  paused: "Angehalten. Was schon geladen ist, bleibt erhalten.",
  notLoaded: "Für diese Suche ist ein Download nötig.",
  resume: "Fortsetzen",
  meanwhile: "Stöbern Sie solange im Shop.",

  yourSearch: "Ihre Suche",
  photo: "Ihr Foto",
  likeThis: "Ähnlich wie {title}",
  likeUnnamed: "Ähnlich wie ein Produkt Ihrer Wahl",
  remove: "{value} entfernen",
  without: "Ohne {value}",
  towards: "{value}",
  notLabel: "Ausschließen",
  notPlaceholder: "long sleeves",
  notAdd: "Ausschließen",
  balance: "Bild oder Worte",
  balancePicture: "Bild",
  balanceWords: "Worte",
  balanceValue: "{percent} Worte",
  suggestions: "Vorschläge",
  refine: "Verfeinern",
  undo: "Rückgängig",
  redo: "Wiederholen",
  startOver: "Neu beginnen",

  allProducts: "Alle Produkte",
  bestMatches: "Beste Treffer",
  products: { one: "{count} Produkt", other: "{count} Produkte" },
  matches: { one: "Das ähnlichste Produkt", other: "Die {count} ähnlichsten Produkte" },
  searching: "Suche läuft …",
  noMatches: "Keine passenden Produkte",
  noMatchesAdvice: "Versuchen Sie es mit weniger Filtern oder einer anderen Suche.",
  clearFilters: "Filter zurücksetzen",
  noCloseMatch: "Kein genauer Treffer",
  noCloseMatchAdvice:
    "Das sind unsere ähnlichsten Produkte. Versuchen Sie es mit einem engeren Ausschnitt oder anderen Worten.",
  showMore: "Mehr anzeigen",
  more: { one: "{count} weiteres in diesem Stil", other: "{count} weitere in diesem Stil" },
  fewer: "Weniger anzeigen",

  likeness: {
    very: "Sehr ähnlich",
    quite: "Ähnlich",
    rather: "Recht ähnlich",
    loosely: "Etwas ähnlich",
  },
  matched: "Passt zu {values}",
  moreLikeThis: "Ähnliche Produkte",
  moreLike: "Ähnliche Produkte wie {title}",
  sale: "{percent} reduziert",
  outOfStock: "Ausverkauft",
  price: "Preis",
  regularPrice: "Vorher",
  untitled: "Produkt ohne Namen",

  compare: "Vergleichen",
  compareThis: "{title} vergleichen",
  compareOneMore: "Wählen Sie ein weiteres Produkt zum Vergleichen",
  compareBoth: "Beide vergleichen",
  compareClear: "Zurücksetzen",

  filtersInUse: { one: "{count} aktiv", other: "{count} aktiv" },
  showAll: "Alle {count} anzeigen",
  from: "Von",
  to: "Bis",
  rangeCrossed: "„Von“ ist größer als „Bis“.",
  sort: "Sortieren nach",
  sorts: {
    best: "Beste Treffer",
    catalog: "Empfehlungen",
    "price-up": "Preis: aufsteigend",
    "price-down": "Preis: absteigend",
  },
  facets: {
    price: "Preis",
    brand: "Marke",
    category: "Kategorie",
    colour: "Farbe",
    material: "Material",
    pattern: "Muster",
    gender: "Geschlecht",
    size: "Größe",
    availability: "Verfügbarkeit",
  },

  device: "Auf diesem Gerät",
  deleteStored: "Alles hier Gespeicherte löschen",
  deleteExplain:
    "Produkte und Suchmaschine werden in diesem Browser gespeichert, damit es beim nächsten Besuch schnell geht.",

  notices: {
    offline: {
      title: "Sie sind offline",
      text: "Sie können weiterhin suchen. Produkte und Preise sind vom {date}.",
    },
    unreachable: {
      title: "Der Shop ist nicht erreichbar",
      text: "Bitte prüfen Sie Ihre Verbindung. Was schon geladen ist, bleibt erhalten.",
    },
    damaged: {
      title: "Einige Dateien sind beschädigt angekommen",
      text: "Sie wurden nicht verwendet. Vielleicht wird der Shop gerade aktualisiert. Bitte versuchen Sie es noch einmal.",
    },
    unsupportedImage: {
      title: "Diese Datei lässt sich nicht als Foto öffnen",
      text: "Bitte wählen Sie ein Foto im Format JPEG, PNG oder WebP.",
    },
    photoLink: {
      title: "Das ist ein Link zu einem Foto",
      text: "Ihn zu öffnen, würde einer anderen Website verraten, was Sie suchen. Speichern Sie das Foto zuerst und wählen Sie dann die Datei aus.",
    },
    noPhoto: {
      title: "Wir können dort kein Foto finden",
      text: "Wählen Sie ein Foto aus, ziehen Sie eines hierher oder fügen Sie eines ein.",
    },
    imageTooLarge: {
      title: "Dieses Foto ist zu groß",
      text: "Bitte verwenden Sie eine kleinere Version.",
    },
    stopped: {
      title: "Die Suche wurde beendet",
      text: "Das kann passieren, wenn einem Gerät der Speicher ausgeht. Ihre Daten sind nicht verloren.",
    },
    insecure: {
      title: "Diese Seite ist nicht sicher",
      text: "Browser erlauben die Suche nur auf Seiten mit https.",
    },
    noWebAssembly: {
      title: "Dieser Browser kann die Suche nicht ausführen",
      text: "WebAssembly fehlt oder ist ausgeschaltet. Bitte verwenden Sie einen aktuellen Browser.",
    },
    noWebGpu: {
      title: "Die Grafikkarte lässt sich nicht nutzen",
      text: "Die Suche funktioniert auch ohne sie, nur etwas langsamer.",
    },
    gpuLeft: {
      title: "Die Grafikkarte hatte ein Problem",
      text: "Die Suche läuft ohne sie weiter, etwas langsamer.",
    },
    modelMissing: {
      title: "In diesem Shop können Sie nur stöbern",
      text: "Eine Suche mit Fotos oder Worten gibt es nicht, „Ähnliche Produkte“ aber schon.",
    },
    productGone: {
      title: "Dieses Produkt ist nicht mehr erhältlich",
      text: "Beginnen Sie neu, um das Angebot des Shops zu sehen.",
    },
    filterGone: {
      title: "Einen Filter gibt es nicht mehr",
      text: "Der Shop hat sich geändert. Ohne den Filter funktioniert die Suche.",
    },
    storageFull: {
      title: "Auf diesem Gerät ist kaum noch Speicherplatz frei",
      text: "Die Suche funktioniert, muss beim nächsten Mal aber neu heruntergeladen werden.",
    },
    storageMissing: {
      title: "Dieser Browser speichert nichts",
      text: "Die Suche funktioniert, muss beim nächsten Mal aber neu heruntergeladen werden.",
    },
    notEnglish: {
      title: "Die Suche versteht Englisch am besten",
      text: "Versuchen Sie es mit englischen Worten oder mit einem Foto.",
    },
    update: {
      title: "Der Shop wurde aktualisiert",
      text: "Laden Sie {bytes} herunter, um die neuesten Produkte zu sehen.",
    },
    deleted: {
      title: "Alles hier Gespeicherte wurde gelöscht",
      text: "Bevor die nächste Suche es wieder herunterlädt, fragen wir Sie.",
    },
    setup: {
      title: "Diese Suche funktioniert hier nicht",
      text: "Der Shop hat sie auf eine Weise eingerichtet, die sie nicht versteht.",
    },
    unknown: { title: "Etwas ist schiefgelaufen", text: "Bitte versuchen Sie es noch einmal." },
  },
  remedies: {
    retry: "Noch einmal versuchen",
    restart: "Neu starten",
    choosePhoto: "Anderes Foto auswählen",
    useWasm: "Ohne sie fortfahren",
    startOver: "Neu beginnen",
    clearFilters: "Filter zurücksetzen",
    deleteStored: "Gespeichertes löschen",
    update: "Aktualisieren",
    dismiss: "OK",
  },
  details: "Details",
};

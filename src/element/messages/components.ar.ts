/** The components' words in Arabic. */
import { headingOf, numbersOf } from "../text/numbers.ts";
import type { ComponentMessages } from "./components.ts";

const { bytes, count, percent, plural } = numbersOf("ar");

export const COMPONENTS_AR: ComponentMessages = {
  region: {
    photo: "صورتك",
    box: "الجزء من الصورة الذي يُبحث به",
    boxRole: "إطار الاقتصاص",
    help:
      "استخدم مفاتيح الأسهم لتحريك الإطار بمقدار 1 بالمئة، ومع مفتاح Shift لتغيير حجمه. " +
      "أضف Ctrl أو Alt ليكون المقدار 10 بالمئة. اضغط Escape لاستخدام الصورة كاملة.",
    value: ({ x, y, width, height }) =>
      `العرض ${percent(width)} والارتفاع ${percent(height)}، على بُعد ${percent(x)} من اليسار و${percent(y)} من الأعلى`,
    whole: "الصورة كاملة",
    reset: "استخدام الصورة كاملة",
    suggestions: "ما عُثر عليه في الصورة",
    places: [
      "أعلى اليسار",
      "في الأعلى",
      "أعلى اليمين",
      "على اليسار",
      "في الوسط",
      "على اليمين",
      "أسفل اليسار",
      "في الأسفل",
      "أسفل اليمين",
    ],
  },
  camera: {
    title: "التقاط صورة",
    close: "إغلاق الكاميرا",
    asking: "جارٍ فتح الكاميرا. قد يطلب منك المتصفح السماح باستخدامها.",
    live: "الكاميرا قيد التشغيل. تبقى صورتك على هذا الجهاز.",
    preview: "معاينة الكاميرا",
    shutter: "التقط الصورة",
    switch: "تبديل الكاميرا",
    retry: "حاول مرة أخرى",
    problems: {
      denied: {
        title: "الكاميرا محظورة",
        remedy:
          "لا يُسمح لهذه الصفحة باستخدام الكاميرا. اسمح بذلك لهذا الموقع في إعدادات المتصفح، أو اختر صورة بدلاً من ذلك.",
      },
      "no-device": {
        title: "لم يُعثر على كاميرا",
        remedy: "صِل كاميرا بالجهاز، أو اختر صورة بدلاً من ذلك.",
      },
      "in-use": {
        title: "الكاميرا قيد الاستخدام",
        remedy: "ربما يستخدمها تطبيق آخر. أغلق ذلك التطبيق وحاول مرة أخرى.",
      },
      insecure: {
        title: "تتطلب الكاميرا صفحة آمنة",
        remedy:
          "لا تسمح المتصفحات بالكاميرا إلا في صفحات https. اختر صورة بدلاً من ذلك، أو افتح المتجر عبر https.",
      },
      unsupported: {
        title: "هذا المتصفح لا يدعم الكاميرا",
        remedy: "اختر صورة بدلاً من ذلك، أو جرّب متصفحًا آخر.",
      },
      failed: {
        title: "تعذّر تشغيل الكاميرا",
        remedy: "حاول مرة أخرى، أو اختر صورة بدلاً من ذلك.",
      },
    },
  },
  compare: {
    title: "مقارنة منتجين",
    close: "إغلاق المقارنة",
    onlyDifferences: "إظهار الاختلافات فقط",
    property: "الخاصية",
    differs: "مختلف",
    unknown: "غير محدّد",
    same: "لا توجد اختلافات في تفاصيل هذين المنتجين.",
    brand: "العلامة التجارية",
    category: "الفئة",
    colour: "اللون",
    attribute: headingOf,
    number: count,
    list: (values) => values.join("، "),
  },
  network: {
    requests: (value, atLeast) => {
      const number = plural(value, {
        zero: "لا طلبات",
        one: "طلب واحد",
        two: "طلبان",
        few: `${count(value)} طلبات`,
        many: `${count(value)} طلبًا`,
        other: `${count(value)} طلب`,
      });
      return `${atLeast ? "على الأقل " : ""}${number} منذ التحميل`;
    },
    photo: (value) => `ما أُرسل من صورتك: ${bytes(value)}`,
    basis:
      "يجري البحث داخل هذا المتصفح ولا يرسل شيئًا أبدًا. فهو ينزّل ملفات فقط، وبعد وصولها لا يحتاج إلى غيرها. " +
      "تعرض القائمة أدناه ما يخبر به المتصفح هذه الصفحة عن طلباتها.",
    unknownContent: (value) =>
      `عدد ما طلبته منها برامج هذه الصفحة: ${count(value)}. لا يخبر المتصفح بما تحمله مثل هذه الطلبات.`,
    worker: (value) =>
      `يعمل البحث في الخلفية حيث يَعُدّ المتصفح على حدة. وبحسب عدّه هو، نزّل منذ ذلك الحين ${bytes(value)}.`,
    none: "لا طلبات.",
    list: "الطلبات منذ التحميل، الأحدث أولاً",
    name: "الاسم",
    kind: "النوع",
    received: "المستلَم",
    bytes,
    cached: "من هذا الجهاز",
    hidden: "غير مذكور",
    older: (value) => `عدد الطلبات الأقدم غير المعروضة: ${count(value)}.`,
  },
};

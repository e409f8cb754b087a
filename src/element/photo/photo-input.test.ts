/** Tests which of the things that a visitor gives are taken as a photo. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choosePhoto, MAX_PHOTO_BYTES } from "./photo-input.ts";

const file = (name: string, type: string, size = 1) => new File(["x".repeat(size)], name, { type });
const photo = file("shoe.jpg", "image/jpeg");
const types = ["Files"];

describe("choosePhoto", () => {
  it("takes the first picture and counts the others", () => {
    const files = [file("a.txt", "text/plain"), photo, file("b.png", "image/png")];
    expect(choosePhoto({ files, types })).toEqual({ photo, others: 1 });
  });

  it("takes a file of unknown type if there is no picture", () => {
    const unknown = file("IMG_1.HEIC", "");
    expect(choosePhoto({ files: [unknown], types })).toEqual({ photo: unknown, others: 0 });
    expect(choosePhoto({ files: [unknown, photo], types })).toEqual({ photo, others: 1 });
  });

  it("prefers a picture to its address, as its bytes are already here", () => {
    const withLink = ["text/uri-list", "text/html", "Files"];
    expect(choosePhoto({ files: [photo], types: withLink })).toEqual({ photo, others: 0 });
  });

  it.each([
    ["not-an-image", [file("film.mp4", "video/mp4")], types],
    ["empty", [file("shoe.jpg", "image/jpeg", 0)], types],
    ["link", [], ["text/uri-list"]],
    ["link", [], ["text/html", "text/plain"]],
    ["no-photo", [], ["text/plain"]],
    ["no-photo", [], []],
  ])("refuses as %s what is not a photo", (refused, files, types) => {
    expect(choosePhoto({ files, types })).toEqual({ refused });
  });

  it("refuses a file that does not fit into memory before it is read", () => {
    const huge = Object.defineProperty(file("huge.png", "image/png"), "size", {
      value: MAX_PHOTO_BYTES + 1,
    });
    expect(choosePhoto({ files: [huge], types })).toEqual({ refused: "too-large" });
  });

  it("only ever takes one of the files, with bytes and a picture's type", () => {
    const anyFile = fc
      .tuple(fc.constantFrom("", "image/png", "image/x", "text/html", "video/mp4"), fc.nat(2))
      .map(([type, size]) => file("name", type, size));
    fc.assert(
      fc.property(fc.array(anyFile), fc.array(fc.string()), (files, types) => {
        const choice = choosePhoto({ files, types });
        if (!("photo" in choice)) return;
        expect(files).toContain(choice.photo);
        expect(choice.photo.size).toBeGreaterThan(0);
        expect(choice.photo.type).toMatch(/^(image\/.*)?$/);
      }),
      { seed: 11 },
    );
  });
});

/** Tests undo and redo against a list with a cursor. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { advance, type History, redo, replacePresent, startHistory, undo } from "./history.ts";

/** A list with a cursor: the same behaviour, written plainly. */
class Model {
  values = [0];
  at = 0;
  advance(value: number): void {
    this.values = [...this.values.slice(0, this.at + 1), value];
    this.at++;
  }
  replace(value: number): void {
    this.values[this.at] = value;
  }
  move(by: number): void {
    this.at = Math.min(this.values.length - 1, Math.max(0, this.at + by));
  }
}

it("undoes and redoes like a list with a cursor", () => {
  const steps = fc.array(fc.constantFrom("advance", "replace", "undo", "redo"), { maxLength: 45 });
  fc.assert(
    fc.property(steps, (names) => {
      const model = new Model();
      let history: History<number> = startHistory(0);
      names.forEach((name, i) => {
        if (name === "advance") {
          model.advance(i + 1);
          history = advance(history, i + 1);
        } else if (name === "replace") {
          model.replace(-i);
          history = replacePresent(history, -i);
        } else {
          model.move(name === "undo" ? -1 : 1);
          history = name === "undo" ? undo(history) : redo(history);
        }
        expect(history.present).toBe(model.values[model.at]);
        expect(history.past.length).toBe(model.at);
        expect(history.future.length).toBe(model.values.length - 1 - model.at);
      });
    }),
    { seed: 1 },
  );
});

it("remembers the last fifty steps", () => {
  let history = startHistory(0);
  for (let i = 1; i <= 200; i++) history = advance(history, i);
  expect(history.past.length).toBe(50);
  expect(history.past[0]).toBe(150);
});

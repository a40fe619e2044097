import { expect, type Locator } from "@playwright/test";

/** How somebody works a page. */
export interface Hands {
  /** Ticks a check box, or chooses a radio button. */
  check(choice: Locator): Promise<void>;
  fill(field: Locator, text: string): Promise<void>;
  /** Chooses the option with this label. */
  select(field: Locator, label: string): Promise<void>;
  press(button: Locator): Promise<void>;
}

/** With a pointer, wherever it is quickest. */
export const pointer: Hands = {
  check: (choice) => choice.check(),
  fill: (field, text) => field.fill(text),
  select: async (field, label) => void (await field.selectOption({ label })),
  press: (button) => button.click(),
};

/** With the keyboard alone, as somebody without a pointer has to: Tab, Space, Enter, the arrows and letters. */
export const keyboard: Hands = {
  async check(choice) {
    const isRadio = (await choice.getAttribute("type")) === "radio";
    if (!isRadio) {
      await reach(choice);
      if (!(await choice.isChecked())) await choice.page().keyboard.press("Space");
      return;
    }
    // Tab stops once at a group of radio buttons; the arrows move and choose inside of it.
    const name = await choice.getAttribute("name");
    await reach(choice.page().locator(`input[name="${name}"]`));
    const keys = choice.page().keyboard;
    if (await focused(choice)) await keys.press("Space");
    for (let moves = 0; moves < 20 && !(await choice.isChecked()); moves++) await keys.press("ArrowDown");
    await expect(choice).toBeChecked();
  },
  async fill(field, text) {
    await reach(field);
    await field.page().keyboard.press("Control+a");
    await field.page().keyboard.type(text);
  },
  async select(field, label) {
    await reach(field);
    await field.page().keyboard.type(label);
  },
  async press(button) {
    await reach(button);
    await button.page().keyboard.press("Enter");
  },
};

/** Presses Tab until one of these has the focus, as often as a patient person would. */
export async function reach(target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    if (await focused(target)) return;
    await target.page().keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

async function focused(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement));
}

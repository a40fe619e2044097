import type { Page } from "@playwright/test";

/** A file as an upload field takes it. */
export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture of this size with these words on it, drawn by the browser that the journey runs in. */
export async function picture(page: Page, words: string, size = { width: 640, height: 480 }): Promise<Upload> {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page's context belongs to no browser");
  const context = await browser.newContext({ viewport: size });
  const canvas = await context.newPage();
  await canvas.setContent(`<body style="margin:0;background:linear-gradient(#c9a58c,#5b4436);font:48px sans-serif">${words}`);
  const buffer = await canvas.screenshot({ type: "jpeg" });
  await context.close();
  return { name: "photo.jpg", mimeType: "image/jpeg", buffer };
}

/** The same picture in a file of so many bytes: what stands behind a JPEG's end is not looked at. */
export function padded(file: Upload, bytes: number): Upload {
  return { ...file, buffer: Buffer.concat([file.buffer, Buffer.alloc(bytes - file.buffer.length)]) };
}

/** Files that are no photos, each with the sentence that says so. */
export const refused: { what: string; file: Upload; sentence: RegExp }[] = [
  {
    what: "a PDF",
    file: { name: "result.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n") },
    sentence: /We cannot read PDF files/,
  },
  {
    what: "a HEIC photo",
    file: { name: "IMG_0042.HEIC", mimeType: "image/heic", buffer: Buffer.from("00000018667479706865696300000000", "hex") },
    sentence: /This is a HEIC photo/,
  },
  {
    what: "a text that calls itself a photo",
    file: { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a photo at all, but some words") },
    sentence: /not a photo that we can read/,
  },
  {
    what: "a photo that is cut off",
    file: { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex") },
    sentence: /broken or cut off/,
  },
];

/** Files that are larger than what a photo may have: one that is read all the same, and one that is not. */
export const tooLarge: { read: Upload; unread: Upload } = {
  read: { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(15.5 * 1024 * 1024, 7) },
  unread: { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(24 * 1024 * 1024, 7) },
};

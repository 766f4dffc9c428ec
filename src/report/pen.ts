// What the terminal report draws with: colours, links, and places that can be clicked.
import type { Place } from '#source/document.js';
import { fileUri } from './harmless.js';
import { paintWith, type Paint } from './paint.js';
import { placeText } from './place-text.js';
import { wrapped } from './width.js';

/** Handed to every part of the report. */
export interface Pen {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  readonly link: (target: string, text: string) => string;
  /** `text` is for measuring, `shown` for printing. */
  readonly place: (place: Place) => { readonly text: string; readonly shown: string };
}

export interface PenOptions {
  readonly color: boolean;
  readonly width: number;
  /** OSC 8 links on rule ids, and on places when `workingDirectory` is given. */
  readonly links: boolean;
  /** Absolute, for links to files. */
  readonly workingDirectory?: string;
}

/** Terminals drop longer ones ("Hyperlinks in Terminal Emulators", VTE's limit is 2,083). */
const longestLink = 2000;

export function penFor(options: PenOptions): Pen {
  const paint = paintWith(options.color);
  const link = (target: string, text: string): string => (options.links && target.length <= longestLink ? `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u001b\\` : text);
  const base = options.workingDirectory === undefined ? undefined : fileUri(options.workingDirectory);
  return {
    paint,
    width: Math.max(40, options.width),
    link,
    place: (place) => {
      const text = placeText(place);
      const painted = paint('place', text);
      if (base === undefined) return { text, shown: painted };
      const uri = fileUri(place.file.name);
      return { text, shown: link(uri.startsWith('file:') ? uri : `${base}/${uri}`, painted) };
    },
  };
}

/** Lines of a text, each behind an indent. */
export function hanging(indent: string, text: string, width: number): string[] {
  return wrapped(text, width - indent.length).map((line) => indent + line);
}

/**
 * How what comes from elsewhere is written where it stands, so that the other side reads it as it was:
 *
 *   url     percent-encoded, all but letters, digits and -_.!~*'()
 *   header  a line break or NUL percent-encoded, since a header is one line
 *   json    as inside a JSON string
 *   form    percent-encoded, as a form is
 *   text    as it is
 *
 * Raw is as it is, but for what would no longer be one request: in an address all that is not printable ASCII is
 * percent-encoded, in a header line breaks and NUL.
 */
export type Place = 'url' | 'header' | 'json' | 'form' | 'text';

export function escapeInto(place: Place, raw: boolean): (text: string) => string {
  switch (place) {
    case 'url':
      return raw ? printable : percentEncode;
    case 'form':
      return raw ? asItIs : percentEncode;
    case 'header':
      return oneLine;
    case 'json':
      return raw ? asItIs : insideJsonString;
    case 'text':
      return asItIs;
  }
}

/** Where a body of this content type puts it. */
export function placeInBody(contentType: string): Place {
  if (/\bjson\b/i.test(contentType)) return 'json';
  return /^\s*application\/x-www-form-urlencoded\b/i.test(contentType) ? 'form' : 'text';
}

function asItIs(text: string): string {
  return text;
}

function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function printable(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, encodeURIComponent);
}

function insideJsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

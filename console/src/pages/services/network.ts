/** What looks like an address block; the server has the last word on its width and its bits. */
const V4 = /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/;
const V6 = /^[0-9a-f:]*:[0-9a-f:.]*(\/\d{1,3})?$/i;

/** One a line; commas and blanks part them as well. */
export const networksOf = (text: string | undefined): string[] => (text ?? '').split(/[\s,，、;；]+/).filter(Boolean);

/** The first that is none. */
export const wrongNetwork = (text: string | undefined): string | undefined => networksOf(text).find((one) => !V4.test(one) && !V6.test(one));

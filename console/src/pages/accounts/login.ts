/** What a login name looks like; the server has the last word. */
export const LOGIN = /^[a-z0-9][a-z0-9._-]{2,63}$/;

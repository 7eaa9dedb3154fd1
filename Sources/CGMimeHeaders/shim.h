/* Carries GMime's compiler flags to CGMime; nothing imports it into Swift, so GLib's types stay behind CGMime. */

/* The one door to libetpan. Only MailTransport's IMAP session may import it. */
#include <libetpan/libetpan.h>

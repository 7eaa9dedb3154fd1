/* The one door to libyaml. Only MailConfig's YAML reader may import it. */
#include <yaml.h>

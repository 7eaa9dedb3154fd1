#include "CGMime.h"
#include "start.h"

struct cgmime_address_list {
    InternetAddressList *parsed; /* owns the strings the mailboxes below point to */
    GPtrArray *mailboxes;        /* InternetAddressMailbox *, not owned */
    bool is_cut;
};

/* Groups may hold groups in lenient parsing: walked with a stack of our own, so depth costs memory, not C stack. */
static void flatten(cgmime_address_list *list, size_t limit) {
    typedef struct { InternetAddressList *list; int next; } level;
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(level));
    level top = {list->parsed, 0};
    g_array_append_val(levels, top);
    while (levels->len > 0 && !list->is_cut) {
        level *here = &g_array_index(levels, level, levels->len - 1);
        if (here->next >= internet_address_list_length(here->list)) {
            g_array_set_size(levels, levels->len - 1);
            continue;
        }
        InternetAddress *address = internet_address_list_get_address(here->list, here->next++);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            level members = {internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), 0};
            if (members.list != NULL) g_array_append_val(levels, members);
        } else if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            if (list->mailboxes->len >= limit) list->is_cut = true;
            else g_ptr_array_add(list->mailboxes, address);
        }
    }
    g_array_free(levels, TRUE);
}

cgmime_address_list *cgmime_address_list_parse(const char *text, size_t limit) {
    InternetAddressList *parsed = internet_address_list_parse(cgmime_options(), text);
    if (parsed == NULL) return NULL;
    cgmime_address_list *list = g_new0(cgmime_address_list, 1);
    list->parsed = parsed;
    list->mailboxes = g_ptr_array_new();
    flatten(list, limit);
    return list;
}

void cgmime_address_list_free(cgmime_address_list *list) {
    if (list == NULL) return;
    g_ptr_array_free(list->mailboxes, TRUE);
    g_object_unref(list->parsed);
    g_free(list);
}

size_t cgmime_address_list_count(const cgmime_address_list *list) { return list->mailboxes->len; }

bool cgmime_address_list_is_cut(const cgmime_address_list *list) { return list->is_cut; }

const char *cgmime_address_list_name(const cgmime_address_list *list, size_t index) {
    if (index >= list->mailboxes->len) return NULL;
    return internet_address_get_name(INTERNET_ADDRESS(g_ptr_array_index(list->mailboxes, index)));
}

const char *cgmime_address_list_spec(const cgmime_address_list *list, size_t index) {
    if (index >= list->mailboxes->len) return NULL;
    return internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(g_ptr_array_index(list->mailboxes, index)));
}

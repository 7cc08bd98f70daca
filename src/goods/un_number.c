/* The table of UN numbers, read in place. It does not judge whether goods fit their number. */
#include "goods/un_number.h"

#include "geo/tables.h"

bool un_number_find(struct str text, struct un_number *ret)
{
    text = str_trim(text);
    if (str_starts_ci(text, STR("UN"))) {
        text = str_slice(text, 2, text.n);
        if (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '-')) {
            text = str_slice(text, 1, text.n);
        }
    }
    struct str row[3];
    int64_t number = 0;
    if (text.n != 4 || !str_to_i64(text, &number) || number <= 0 ||
        !ref_find(REF(un_numbers), text, row, 3)) {
        return false;
    }
    *ret = (struct un_number){(uint16_t)number, row[1], row[2]};
    return true;
}

size_t un_number_count(void)
{
    return ref_n_rows(REF(un_numbers));
}

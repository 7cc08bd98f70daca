/* link/model.c - the levels of comparison and what they are worth before any data are seen. */
#include "link/model.h"

/* m, k and u as stated: what documents of one party repeat and what they change, and how often kin
 * and two strangers look like that. */
const struct link_level_rule link_level_rules[LINK_N_LEVELS] = {
    [NAME_SAME] = {LINK_NAME, NAME_SAME, true, 0.60F, 0.05F, 0, 0, LINK_MOST_NAME},
    [NAME_WORDS] = {LINK_NAME, NAME_SAME, true, 0.20F, 0.05F, 0, -4, LINK_MOST_NAME},
    [NAME_LONGER] = {LINK_NAME, NAME_SAME, true, 0.05F, 0.05F, 0, -4, LINK_MOST_NAME},
    [NAME_FULLER] = {LINK_NAME, NAME_SAME, true, 0.03F, 0.10F, 0, -4, LINK_MOST_NAME},
    [NAME_TRADE] = {LINK_NAME, NAME_SAME, true, 0.02F, 0.20F, 0, -4, LINK_MOST_NAME},
    [NAME_PARTLY] = {LINK_NAME, NAME_SAME, true, 0.02F, 0.45F, 0, -4, LINK_MOST_NAME},
    [NAME_OTHER] = {LINK_NAME, NAME_SAME, false, 0.08F, 0.10F, 0.95F, -4, 0},
    [PHONE_SAME] = {LINK_PHONE, PHONE_SAME, true, 0.65F, 0, 0, 0, 14},
    [PHONE_OTHER] = {LINK_PHONE, PHONE_SAME, false, 0.35F, 0, 1, -4, 0},
    [EMAIL_SAME] = {LINK_EMAIL, EMAIL_SAME, true, 0.55F, 0, 0, 0, 14},
    [EMAIL_LIKE] = {LINK_EMAIL, EMAIL_SAME, true, 0.05F, 0, 0, 0, 10},
    [EMAIL_DOMAIN] = {LINK_DOMAIN, EMAIL_SAME, true, 0.10F, 0.07F, 0, 0, 12},
    [EMAIL_OTHER] = {LINK_EMAIL, EMAIL_SAME, false, 0.30F, 0, 0.98F, -4, 0},
    [ID_SAME] = {LINK_ID, ID_SAME, true, 0.90F, 0, 0, 0, 18},
    [ID_SLIP] = {LINK_ID, ID_SAME, true, 0.04F, 0, 0, 0, 18},
    [ID_OTHER] = {LINK_ID, ID_SAME, false, 0.06F, 0, 1, -6, 0},
    [ADDRESS_SAME] = {LINK_ADDRESS, ADDRESS_SAME, true, 0.50F, 0.02F, 0, 0, 14},
    [ADDRESS_NEAR] = {LINK_ADDRESS, ADDRESS_SAME, true, 0.20F, 0.06F, 0, 0, 12},
    [ADDRESS_POSTCODE] = {LINK_ADDRESS, ADDRESS_SAME, true, 0.05F, 0.02F, 0, -1, 6},
    [ADDRESS_CITY] = {LINK_ADDRESS, ADDRESS_SAME, true, 0.10F, 0.40F, 0, -1, 3},
    [ADDRESS_OTHER] = {LINK_ADDRESS, ADDRESS_SAME, false, 0.15F, 0.50F, 0.9F, -4, 0},
    [PLACE_POSTCODE] = {LINK_ADDRESS, PLACE_POSTCODE, true, 0.35F, 0.05F, 0, 0, 8},
    [PLACE_CITY] = {LINK_ADDRESS, PLACE_POSTCODE, true, 0.45F, 0.45F, 0, 0, 6},
    [PLACE_OTHER] = {LINK_ADDRESS, PLACE_POSTCODE, false, 0.20F, 0.50F, 0.9F, -4, 0},
    [COUNTRY_SAME] = {LINK_COUNTRY, COUNTRY_SAME, true, 0.90F, 0.90F, 0, 0, 6},
    [COUNTRY_OTHER] = {LINK_COUNTRY, COUNTRY_SAME, false, 0.10F, 0.10F, 0.8F, -5, 0},
};

void link_model_weigh(struct link_model *model, size_t n_profiles)
{
    for (int l = 0; l < LINK_N_LEVELS; l++)
        model->bits[l] =
            link_level_rules[l].is_shared ? log2(model->m[l]) : log2(model->m[l] / model->u[l]);
    for (int l = 0; l < LINK_N_LEVELS; l++)
        model->kin_bits[l] = link_level_rules[l].k <= 0      ? 0
                             : link_level_rules[l].is_shared ? log2(model->k[l])
                                                             : log2(model->k[l] / model->u[l]);
    model->prior_bits = n_profiles > 8 ? -log2((double)n_profiles / model->fellows) : -1;
    model->kin_prior = n_profiles > 8 ? -log2((double)n_profiles / model->kin) : -8;
}

void link_model_init(struct link_model *model, size_t n_profiles)
{
    for (int l = 0; l < LINK_N_LEVELS; l++) {
        model->m[l] = (double)link_level_rules[l].m;
        model->k[l] = (double)link_level_rules[l].k;
        model->u[l] = (double)link_level_rules[l].u;
    }
    model->fellows = model->kin = LINK_FELLOWS;
    link_model_weigh(model, n_profiles);
}

#include "tests/bench/postgres_sql.h"

#include <cctype>
#include <cstddef>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/model/enums.h"

namespace klik::bench {
namespace {

using absl::StrCat;
using engine::Term;

int BitOf(engine::ContactForm form) { return 1 << static_cast<int>(form); }
int BitOf(engine::AccessNeed need) { return 1 << static_cast<int>(need); }

// text(0) + text(1) + ... of `count`, joined.
template <typename Text>
std::string Each(int count, const char* between, Text&& text) {
  std::vector<std::string> parts;
  for (int i = 0; i < count; ++i) parts.push_back(text(i));
  return absl::StrJoin(parts, between);
}

// `:name` becomes `$n`; `::type` stays.
std::string Numbered(const std::string& sql) {
  std::string out;
  for (std::size_t i = 0; i < sql.size();) {
    const bool name = sql[i] == ':' && sql[i + 1] != ':' && (i == 0 || sql[i - 1] != ':');
    if (!name) {
      out += sql[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (std::isalnum(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '_') ++end;
    const std::string wanted = sql.substr(i + 1, end - i - 1);
    const std::vector<SqlParameter>& all = SqlParameters();
    std::size_t n = 0;
    while (n < all.size() && all[n].name != wanted) ++n;
    if (n == all.size()) std::abort();
    absl::StrAppend(&out, "$", n + 1);
    i = end;
  }
  return out;
}

// Whole minutes over the distance d, by mode.
std::string Minutes(int mode) {
  constexpr int kTenthsKmh[] = {0, 45, 150, 400, 250, 400};
  constexpr int kExtra[] = {0, 0, 0, 4, 15, 10};
  const int divisor = 10'000 * kTenthsKmh[mode];
  return StrCat("((156 * d + ", divisor, ") / ", 2 * divisor, ")::int + ", kExtra[mode]);
}

// A way is minutes * 16 + 8 for the subject + mode, so that the order of ways is that of numbers. The quickest of the
// modes that need daylight, or of those that do not: a slower one of the same side leaves no more time.
std::string Fastest(const std::string& limit, const std::string& daylight_modes, int side, bool daylight) {
  const std::string ways = Each(5, ", ", [&](int i) {
    const int mode = i + 1;
    return StrCat("case when t", mode, " <= ", limit, mode, " and ", daylight_modes, " & ", 1 << mode,
                  daylight ? " <> 0" : " = 0", " then t", mode, " * 16 + ", side * 8 + mode, " end");
  });
  return StrCat("least(", ways, ")");
}

// A way k as k * 2048 + block when it leaves a block long enough; else null. `daylight`: it needs daylight. A
// stretch is start << 16 | end << 2 | weeks in minutes of the week; `days` says by weekday and weeks on which days of
// the horizon the subject is there.
std::string Met(const std::string& way, bool daylight, const std::string& horizon, int min_block) {
  // Cut to the light of the horizon, where the mover of this side needs it.
  const auto start = [](const char* s, const char* cut) {
    return StrCat("case when ", cut, " then greatest(", s, ", ", s, " / 1440 * 1440 + q.dawn) else ", s, " end");
  };
  const auto end = [](const char* e, const char* cut) {
    return StrCat("case when ", cut, " then least(", e, ", (", e, " - 1) / 1440 * 1440 + q.dusk) else ", e, " end");
  };
  const char* const light = daylight ? "true" : "false";
  return StrCat("(select w.k * 2048 + block.len from (select k, ", light, " and k & 8 <> 0 sdl, ", light,
                R"( and k & 8 = 0 cdl, case when k & 8 <> 0 then k >> 4 else 0 end sm,
            case when k & 8 = 0 then k >> 4 else 0 end cm
       from (values ()",
                way, R"()) v(k) where k is not null offset 0) w
    cross join lateral (select max(least()",
                end("a.e", "w.sdl"), " - w.sm, ", end("b.e", "w.cdl"), " - w.cm) - greatest(", start("a.s", "w.sdl"),
                " + w.sm, ", start("b.s", "w.cdl"), R"( + w.cm)) len
       from (select v >> 16 s, v >> 2 & 16383 e, v & 3 w from unnest(:stretches) v) a,
            (select v >> 16 s, v >> 2 & 16383 e, v & 3 w from unnest(q.stretches) v) b
      where a.s < b.e and b.s < a.e
        and q.there & :days[)",
                horizon, R"( * 28 + a.s / 1440 * 4 + (a.w & b.w) + 1] <> 0) block
    where block.len >= )",
                min_block, ")");
}

class Statement {
 public:
  Statement(const SqlShape& shape, const engine::Policy& policy) : shape_(shape), policy_(policy) {}

  std::string Volunteers() const {
    return Best(Scored(Valued(Lasting(MetVolunteers(), VolunteerTerms()), VolunteerDislikes()), VolunteerScores()));
  }
  std::string Activities() const {
    return Best(Scored(Valued(Lasting(MetActivities(), ActivityTerms()), "0"), ActivityScores()));
  }

 private:
  int Weight(Term term) const { return policy_.weights[static_cast<std::size_t>(term)]; }

  // The gates that need no arithmetic, in reach of the index; then the distance.
  static std::string Near(const std::string& table, const std::string& gates) {
    return StrCat("select c.*, floor(sqrt(((x - :x) * (x - :x) + (y - :y) * (y - :y) + (z - :z) * (z - :z))::float8))",
                  "::int8 d from ", table, " c where open and g && ST_MakeEnvelope(:west, :south, :east, :north, 4326)",
                  " and languages & :languages <> 0 and day_parts & :day_parts <> 0 and ", gates,
                  " and not (topics && :never_in) and id <> all(:not_these) offset 0");
  }

  static std::string Timed(const std::string& near) {
    return StrCat("select q.*, ", Each(5, ", ", [](int i) { return StrCat(Minutes(i + 1), " t", i + 1); }), " from (",
                  near, ") q where :max_cm = 0 or d <= :max_cm offset 0");
  }

  std::string MetVolunteers() const {
    using engine::ContactForm;
    const int home = BitOf(ContactForm::kHomeVisit);
    const int open = BitOf(ContactForm::kPublicPlace) | BitOf(ContactForm::kOutdoors);
    const int remote = BitOf(ContactForm::kPhone) | BitOf(ContactForm::kOnline);
    const std::string gates = StrCat(
        ":for_volunteers and (vog or not :minor) and last_day >= :needed_until"
        " and (months = 0 or months >= :needed_months)"
        " and age between :hard_min and :hard_max and gender_bit & :hard_genders <> 0"
        " and :age between hard_min and hard_max and :gender_bit & hard_genders <> 0"
        " and (abs(:birth_year - birth_year) < ",
        policy_.intergenerational_gap_years, " or not (:not_wanted or not_wanted)) and not (nevers && :up)");
    const std::string ways =
        StrCat("select q.*, case when forms = 0 then :forms_if_none else forms & :forms end shared, ",
               Fastest("m", "dm", 0, false), " kv, ", Fastest("m", "dm", 0, true), " kvd, ",
               Fastest(":r", ":daylight_modes", 1, false), " kr, ", Fastest(":r", ":daylight_modes", 1, true),
               " krd from (", Timed(Near("volunteers", gates)), ") q offset 0");
    const std::string settings = StrCat(
        "select q.*, shared & ", home, " <> 0 and vog and not minor and not :minor and :needs & facts_no = 0 in_home, ",
        "shared & ", open, " <> 0 and :needs & facts_no = 0 in_public from (", ways, ") q offset 0");
    const int block = policy_.min_block_minutes;
    const auto when = [&](const std::string& holds, const std::string& way, bool daylight, const char* name) {
      return StrCat("case when ", holds, " then ", Met(way, daylight, "0", block), " end ", name);
    };
    return StrCat("select q.*, ", when("in_home or in_public", "kv", false, "w1"), ", ",
                  when("in_home or in_public", "kvd", true, "w2"), ", ", when("in_public", "kr", false, "w3"), ", ",
                  when("in_public", "krd", true, "w4"), ", ",
                  when(StrCat("shared & ", remote, " <> 0"), "0", false, "r"), " from (", settings, ") q offset 0");
  }

  std::string MetActivities() const {
    const std::string gates =
        "(case when supervised then :for_supervised else :for_activities end) and :in_groups"
        " and :age between min_age and max_age and group_size <= :max_group"
        " and (cost <= :max_cost or vouchers & :vouchers <> 0) and not (:not_wanted and for_generations)"
        " and :needs & facts_no = 0";
    const std::string ways = StrCat("select q.*, ", Fastest(":r", ":daylight_modes", 1, false), " kr, ",
                                    Fastest(":r", ":daylight_modes", 1, true), " krd from (",
                                    Timed(Near("activities", gates)), ") q offset 0");
    const std::string fetched =
        StrCat("(case when kr is null and krd is null and fetches and t3 <= ", policy_.max_pick_up_minutes,
               " then t3 * 16 + 8 end)");
    const int block = policy_.min_block_minutes;
    return StrCat("select q.*, false in_home, true in_public, ", Met("kr", false, "q.horizon", block), " w1, ",
                  Met("krd", true, "q.horizon", block), " w2, ", Met(fetched, false, "q.horizon", block),
                  " w3, null::int w4, null::int r from (", ways, ") q offset 0");
  }

  // Everything but the interests and the meeting, for whoever can meet: `mine` and `theirs`.
  static std::string Lasting(const std::string& met, const std::string& terms) {
    return StrCat("select q.*, ", terms, " from (", met,
                  ") q where in_home and coalesce(w1, w2) is not null or in_public and coalesce(w1, w2, w3, w4) is not "
                  "null or r is not null offset 0");
  }

  std::string VolunteerTerms() const {
    const auto part = [](const char* wished, const char* offered) {
      return StrCat("(case when ", wished, " = 0 then 700 when ", offered, " = 0 then 500 else least(", wished, ", ",
                    offered, ") * 1000 / ", wished, " end)");
    };
    const std::string gap = StrCat("abs(:birth_year - birth_year) >= ", policy_.intergenerational_gap_years);
    const std::string experience = StrCat(
        Weight(Term::kExperience), " * least(1000, 500 * bit_count((:experiences & experiences)::bit(16))::int)");
    const std::string my_wishes =
        "(case when :soft_count = 0 then 1000 else (select count(*)::int * 1000 / :soft_count from "
        "unnest(:soft_min, :soft_max, :soft_genders) w(l, m, g) where age between l and m and g & gender_bit <> 0) "
        "end)";
    const std::string their_wishes =
        "(case when soft_count = 0 then 1000 else (select count(*)::int * 1000 / soft_count from "
        "unnest(soft_min, soft_max, soft_genders) w(l, m, g) where :age between l and m and g & :gender_bit <> 0) end)";
    return StrCat(experience, " + ", Weight(Term::kCommitment), " * ((", part(":months", "months"), " + ",
                  part(":times", "times"), ") / 2) + ", Weight(Term::kWishes), " * ", my_wishes, " + ",
                  Weight(Term::kIntergenerational), " * (case when ", gap, " then :gap else :no_gap end) + ",
                  Weight(Term::kFreshness), " * fresh mine, ", experience, " + ", Weight(Term::kCommitment), " * ((",
                  part("months", ":months"), " + ", part("times", ":times"), ") / 2) + ", Weight(Term::kWishes), " * ",
                  their_wishes, " + ", Weight(Term::kIntergenerational), " * (case when ", gap,
                  " then gap else no_gap end) + ", Weight(Term::kFreshness), " * :fresh theirs");
  }

  std::string ActivityTerms() const {
    const int both = Weight(Term::kCommitment) * 700 + Weight(Term::kWishes) * 1000;
    return StrCat(both + Weight(Term::kFreshness) * 700, " + ", Weight(Term::kIntergenerational),
                  " * (case when for_generations then :gap else :no_gap end) mine, ",
                  both + Weight(Term::kIntergenerational) * 500, " + ", Weight(Term::kFreshness), " * :fresh theirs");
  }

  // Shared dislikes less what the volunteer dislikes of what the subject would do.
  static std::string VolunteerDislikes() {
    return "(case when refused && :refused then (select sum(:refused_weight[r + 1])::int from unnest(refused) r) else "
           "0 "
           "end) - (case when dislikes && :up then coalesce((select sum(:half_weight[l + 1])::int from "
           "unnest(dislikes) "
           "l where exists (select from unnest(:pair_topic, :pair_above) p(t, a) where p.a = l and "
           "p.t <> all(topics))), 0) else 0 end)";
  }

  // INTERESTS of either side, with its weight.
  std::string Valued(const std::string& lasting, const std::string& dislikes) const {
    const int slots = shape_.topic_slots;
    const auto likeness = [&](int mine, int slot) {
      return StrCat(":likeness[t_", slot, " + ", mine * (shape_.no_topic + 1) + 1, "]");
    };
    const auto of_mine = [&](const std::string& when, const std::string& weight, const std::string& divisor,
                             const auto& of_slot) {
      return Each(kSubjectTopics, " + ", [&](int i) {
        const std::string nearest = Each(slots, ", ", [&](int slot) { return of_slot(i, slot); });
        return StrCat("(case when ", absl::StrReplaceAll(when, {{"#", StrCat(i + 1)}}), " then ", weight, "[", i + 1,
                      "]::int8 * greatest(", nearest, ") / ", divisor, " else 0 end)");
      });
    };
    const auto taught = [&](int flag) {
      return [&, flag](int i, int slot) {
        return StrCat("case when f_", slot, " = ", flag, " then ", likeness(i, slot), " else 0 end");
      };
    };
    const std::string liked = of_mine(":topic_count >= #", ":topic_value", "1000000000",
                                      [&](int i, int slot) { return StrCat("s_", slot, " * ", likeness(i, slot)); });
    const std::string learnt = StrCat("case when :any_wanted and teaches then ",
                                      of_mine(":topic_flag[#] = 2", ":topic_weight", "1000", taught(1)), " else 0 end");
    const std::string given = StrCat("case when :any_taught and wants then ",
                                     of_mine(":topic_flag[#] = 1", ":topic_weight", "1000", taught(2)), " else 0 end");
    const std::string liked_back = Each(
        slots, " + ", [](int slot) { return StrCat("v_", slot, "::int8 * :liked[t_", slot, " + 1] / 1000000000"); });
    const std::string taught_back = Each(slots, " + ", [](int slot) {
      return StrCat("(case f_", slot, " when 2 then :taught_to[t_", slot, " + 1] when 1 then :taught_by[t_", slot,
                    " + 1] else 0 end)");
    });
    const std::string disliked = Each(kSubjectDislikes, " - ", [](int i) {
      return StrCat("(case when topics && :disliked_", i, " then :disliked_weight[", i + 1, "] else 0 end)");
    });
    const std::string sums = StrCat("select q.*, ", liked, " + ", learnt, " + ", given, " my_sum, ", liked_back,
                                    " + case when teaches or wants then ", taught_back, " else 0 end their_sum, ",
                                    dislikes, " - ", disliked, " common from (", lasting, ") q offset 0");
    const auto value = [&](const char* sum) {
      return StrCat(Weight(Term::kInterests), " * (1000 * greatest(0, ", sum, " + common) / (greatest(0, ", sum,
                    " + common) + 1000))");
    };
    return StrCat("select q.*, mine + ", value("my_sum"), " my_total, theirs + ", value("their_sum"),
                  " their_total from (", sums, ") q offset 0");
  }

  // The best score by so many of the ways, where `holds`; null when there is none.
  std::string BestScore(const char* holds, int ways, const std::string& fit) const {
    const std::string scores = Each(ways, ", ", [&](int i) { return Score(StrCat("w", i + 1), fit, false); });
    return StrCat("case when ", holds, " then greatest(", scores, ") end");
  }

  // The score by a meeting `way`, as Met gives it; null when there is none.
  std::string Score(const std::string& way, const std::string& fit, bool remote) const {
    const std::string both =
        StrCat(Weight(Term::kNeedFit), " * ", fit, " + ", Weight(Term::kAvailability), " * (least(", way, " & 2047, ",
               policy_.good_block_minutes, ") * 1000 / ", policy_.good_block_minutes, ")");
    const std::string moving = StrCat("greatest(0, 1000 - greatest(0, (", way, " >> 15) - ", policy_.near_minutes,
                                      ") * 1000 / ", policy_.far_minutes, ")");
    const auto travel = [&](bool subject) {
      if (remote) return std::string("700");
      return StrCat("(case when ", way, " & 16384 ", subject ? "<>" : "=", " 0 then ", moving, " else 1000 end)");
    };
    const std::string mine = StrCat("my_total + ", both, " + ", Weight(Term::kTravel), " * ", travel(true));
    const std::string theirs = StrCat("their_total + ", both, " + ", Weight(Term::kTravel), " * ", travel(false));
    return StrCat("case when ", way, " is not null then 3 * least(", mine, ", ", theirs, ") + greatest(", mine, ", ",
                  theirs, ") end");
  }

  // Scores by setting, and in which of them something is to be asked first.
  std::string VolunteerScores() const {
    using engine::AccessNeed;
    const int brought = BitOf(AccessNeed::kNoAnimals) | BitOf(AccessNeed::kSmokeFree);
    const int of_a_home = brought | BitOf(AccessNeed::kStepFree) | BitOf(AccessNeed::kAccessibleToilet);
    const std::string ask = StrCat(":needs & ", brought, " & ~facts_yes <> 0");
    return StrCat(BestScore("in_home", 2, ":one_to_one"), " h_score, ", BestScore("in_public", 4, ":one_to_one"),
                  " p_score, ", Score("r", ":remote", true), " r_score, ", ask, " or needs & ", of_a_home,
                  " <> 0 h_ask, ", ask, " p_ask");
  }
  std::string ActivityScores() const {
    return StrCat("null::int8 h_score, ", BestScore("in_public", 3, ":activity_fit[offer + 1]"),
                  " p_score, null::int8 r_score, false h_ask, :needs & ~facts_yes <> 0 p_ask");
  }

  static std::string Scored(const std::string& valued, const std::string& scores) {
    return StrCat("select id, place, ", scores, " from (", valued, ") q offset 0");
  }

  // The best of the settings of each, and of all of them the best.
  static std::string Best(const std::string& scored) {
    return StrCat(
        "(select id, place, free is null ask, coalesce(free, asked) score from (select id, place, greatest(case when "
        "not h_ask then h_score end, case when not p_ask then p_score end, r_score) free, greatest(case when h_ask "
        "then "
        "h_score end, case when p_ask then p_score end) asked from (",
        scored, ") q) q order by ask, score desc, place limit :k)");
  }

  const SqlShape& shape_;
  const engine::Policy& policy_;
};

}  // namespace

const std::vector<SqlParameter>& SqlParameters() {
  static const auto* const kParameters = new std::vector<SqlParameter>{
      {"k", "int4"},
      {"x", "int8"},
      {"y", "int8"},
      {"z", "int8"},
      {"max_cm", "int8"},
      {"south", "float8"},
      {"north", "float8"},
      {"west", "float8"},
      {"east", "float8"},
      {"languages", "int8"},
      {"day_parts", "int8"},
      {"for_volunteers", "bool"},
      {"for_activities", "bool"},
      {"for_supervised", "bool"},
      {"in_groups", "bool"},
      {"forms", "int4"},
      {"forms_if_none", "int4"},
      {"minor", "bool"},
      {"age", "int4"},
      {"gender_bit", "int4"},
      {"birth_year", "int4"},
      {"needs", "int4"},
      {"r1", "int4"},
      {"r2", "int4"},
      {"r3", "int4"},
      {"r4", "int4"},
      {"r5", "int4"},
      {"daylight_modes", "int4"},
      {"hard_min", "int4"},
      {"hard_max", "int4"},
      {"hard_genders", "int4"},
      {"not_wanted", "bool"},
      {"gap", "int4"},
      {"no_gap", "int4"},
      {"fresh", "int4"},
      {"months", "int4"},
      {"times", "int4"},
      {"needed_months", "int4"},
      {"needed_until", "int4"},
      {"experiences", "int4"},
      {"one_to_one", "int4"},
      {"remote", "int4"},
      {"activity_fit", "int4[]"},
      {"max_cost", "int4"},
      {"max_group", "int4"},
      {"vouchers", "int4"},
      {"not_these", "int4[]"},
      {"never_in", "int4[]"},
      {"up", "int4[]"},
      {"stretches", "int4[]"},
      {"days", "int8[]"},
      {"soft_count", "int4"},
      {"soft_min", "int4[]"},
      {"soft_max", "int4[]"},
      {"soft_genders", "int4[]"},
      {"topic_count", "int4"},
      {"topic_value", "int4[]"},
      {"topic_weight", "int4[]"},
      {"topic_flag", "int4[]"},
      {"likeness", "int4[]"},
      {"liked", "int4[]"},
      {"taught_to", "int4[]"},
      {"taught_by", "int4[]"},
      {"any_taught", "bool"},
      {"any_wanted", "bool"},
      {"refused", "int4[]"},
      {"refused_weight", "int4[]"},
      {"half_weight", "int4[]"},
      {"disliked_0", "int4[]"},
      {"disliked_1", "int4[]"},
      {"disliked_2", "int4[]"},
      {"disliked_3", "int4[]"},
      {"disliked_weight", "int4[]"},
      {"pair_topic", "int4[]"},
      {"pair_above", "int4[]"},
  };
  return *kParameters;
}

std::string CreateTablesSql(const SqlShape& shape) {
  const std::string both = StrCat(
      "id int, place int, x int, y int, z int, open bool, languages int8, day_parts int8, there int8, dawn int2, "
      "dusk int2, facts_yes int2, facts_no int2, stretches int[], topics int[], teaches bool, wants bool, g "
      "geometry(point, 4326), ",
      Each(shape.topic_slots, ", ",
           [](int i) { return StrCat("t_", i, " int2, s_", i, " int2, v_", i, " int, f_", i, " int2"); }));
  return StrCat(
      "create extension postgis;"
      "create table volunteers (",
      both,
      ", forms int2, age int2, gender_bit int2, birth_year int2, minor bool, needs int2, m1 int2, m2 int2, m3 int2, m4 "
      "int2, m5 int2, dm int2, vog bool, last_day int2, months int2, times int2, experiences int2, hard_min int2, "
      "hard_max int2, hard_genders int2, not_wanted bool, gap int2, no_gap int2, fresh int2, soft_count int2, soft_min "
      "int[], soft_max int[], soft_genders int[], dislikes int[], nevers int[], refused int[]);"
      "create table activities (",
      both,
      ", horizon int2, min_age int2, max_age int2, supervised bool, fetches bool, for_generations bool, offer int2, "
      "cost int, group_size int, vouchers int)");
}

std::string IndexTablesSql() {
  std::string sql;
  for (const char* table : {"volunteers", "activities"}) {
    // Clustered by all, searched by those who are open.
    absl::StrAppend(&sql, "create index ", table, "_all on ", table, " using gist (g); cluster ", table, " using ",
                    table, "_all; drop index ", table, "_all; create index ", table, "_open on ", table,
                    " using gist (g) where open;");
  }
  return sql;
}

std::string SearchSql(const SqlShape& shape, const engine::Policy& policy) {
  const Statement statement(shape, policy);
  return Numbered(StrCat("select id, ask, score from (", statement.Volunteers(), " union all ", statement.Activities(),
                         ") a order by ask, score desc, place limit :k"));
}

}  // namespace klik::bench

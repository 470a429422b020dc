#include "storage/record/codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "klik/store/v1/records.pb.h"
#include "storage/record/envelope.h"
#include "storage/record/keys.h"
#include "tests/storage/sample_records.h"

namespace klik::storage {
namespace {

namespace records = ::klik::store::v1;
using engine::Kind;

const engine::Taxonomy& Topics() { return engine::Taxonomy::BuiltIn(); }

// Encode and decode, for any kind of resource.
std::string EncodeAny(const engine::Resident& value) { return EncodeResident(value, Topics()); }
std::string EncodeAny(const engine::Volunteer& value) { return EncodeVolunteer(value, Topics()); }
std::string EncodeAny(const engine::Activity& value) { return EncodeActivity(value, Topics()); }
std::string EncodeAny(const engine::Organisation& value) { return EncodeOrganisation(value); }
std::string EncodeAny(const engine::Match& value) { return EncodeMatch(value); }
std::string EncodeAny(const engine::Exclusion& value) { return EncodeExclusion(value); }
std::string EncodeAny(const engine::Referral& value) { return EncodeReferral(value, Topics()); }

// Decodes as whatever kind the key says.
absl::Status DecodeAny(std::string_view key, std::string_view bytes) {
  switch (ParseRecordKey(key).value().kind) {
    case Kind::kResident:
      return DecodeResident(key, bytes, Topics()).status();
    case Kind::kVolunteer:
      return DecodeVolunteer(key, bytes, Topics()).status();
    case Kind::kActivity:
      return DecodeActivity(key, bytes, Topics()).status();
    case Kind::kOrganisation:
      return DecodeOrganisation(key, bytes).status();
    case Kind::kMatch:
      return DecodeMatch(key, bytes).status();
    case Kind::kExclusion:
      return DecodeExclusion(key, bytes).status();
    case Kind::kReferral:
      return DecodeReferral(key, bytes, Topics()).status();
  }
  return absl::InternalError("no such kind");
}

void ExpectRoundTrips(const engine::Resident& resident) {
  EXPECT_EQ(DecodeResident(RecordKey(resident.meta.id), EncodeAny(resident), Topics()).value(), resident);
}
void ExpectRoundTrips(const engine::Volunteer& volunteer) {
  EXPECT_EQ(DecodeVolunteer(RecordKey(volunteer.meta.id), EncodeAny(volunteer), Topics()).value(), volunteer);
}
void ExpectRoundTrips(const engine::Activity& activity) {
  EXPECT_EQ(DecodeActivity(RecordKey(activity.meta.id), EncodeAny(activity), Topics()).value(), activity);
}
void ExpectRoundTrips(const engine::Organisation& organisation) {
  EXPECT_EQ(DecodeOrganisation(RecordKey(organisation.meta.id), EncodeAny(organisation)).value(), organisation);
}
void ExpectRoundTrips(const engine::Match& match) {
  EXPECT_EQ(DecodeMatch(RecordKey(match.meta.id), EncodeAny(match)).value(), match);
}
void ExpectRoundTrips(const engine::Exclusion& exclusion) {
  EXPECT_EQ(DecodeExclusion(RecordKey(exclusion.meta.id), EncodeAny(exclusion)).value(), exclusion);
}

void ExpectRoundTrips(const engine::Referral& referral) {
  EXPECT_EQ(DecodeReferral(RecordKey(referral.meta.id), EncodeAny(referral), Topics()).value(), referral);
}

TEST(CodecTest, EveryFieldAndEveryEnumeratorComesBack) {
  for (int n = 0; n < kMostEnumerators; ++n) {
    SCOPED_TRACE(n);
    ExpectRoundTrips(FullResident(n));
    ExpectRoundTrips(FullVolunteer(n));
    ExpectRoundTrips(FullActivity(n));
    ExpectRoundTrips(FullOrganisation(n));
    ExpectRoundTrips(FullMatch(n));
    ExpectRoundTrips(FullExclusion(n));
    ExpectRoundTrips(FullReferral(n));
  }
}

TEST(CodecTest, AbsentStaysAbsent) {
  engine::Resident resident;
  resident.meta.id = {Kind::kResident, "r1"};
  ExpectRoundTrips(resident);
  engine::Volunteer volunteer;
  volunteer.meta.id = {Kind::kVolunteer, "v1"};
  ExpectRoundTrips(volunteer);
  engine::Activity activity;
  activity.meta.id = {Kind::kActivity, "a1"};
  ExpectRoundTrips(activity);
  engine::Organisation organisation;
  organisation.meta.id = {Kind::kOrganisation, "o1"};
  ExpectRoundTrips(organisation);
  engine::Match match;
  match.meta.id = {Kind::kMatch, "m1"};
  ExpectRoundTrips(match);
  engine::Exclusion exclusion;
  exclusion.meta.id = {Kind::kExclusion, "x1"};
  ExpectRoundTrips(exclusion);
  engine::Referral referral;
  referral.meta.id = {Kind::kReferral, "q1"};
  ExpectRoundTrips(referral);
}

TEST(CodecTest, ZeroIsNotAbsent) {
  const engine::Resident resident = FullResident();
  ASSERT_EQ(resident.max_cost_cents, 0);
  const auto decoded = DecodeResident("residents/r1", EncodeAny(resident), Topics());
  EXPECT_EQ(decoded.value().max_cost_cents, 0);
  engine::Match match = FullMatch();
  match.expire_time = absl::UnixEpoch();
  match.end_time = std::nullopt;
  ExpectRoundTrips(match);
  engine::Exclusion exclusion = FullExclusion();
  exclusion.until = absl::CivilDay(1970, 1, 1);
  ExpectRoundTrips(exclusion);
}

TEST(CodecTest, EveryTopicComesBack) {
  engine::Resident resident = FullResident();
  resident.interests.clear();
  for (std::size_t i = 0; i < Topics().topics().size(); ++i) {
    resident.interests.push_back({{static_cast<std::uint16_t>(i)}, engine::Attitude::kLikes});
  }
  ExpectRoundTrips(resident);
}

TEST(CodecTest, TextNeedNotBeUtf8) {
  engine::Organisation organisation = FullOrganisation();
  organisation.title = std::string("cut off in a letter: \xC3 and a zero \0.", 36);
  ExpectRoundTrips(organisation);
}

TEST(CodecTest, TimesAreExactToTheNanosecondAndRoundedDown) {
  const auto stored = [](absl::Time time) {
    engine::Match match = FullMatch();
    match.end_time = time;
    return DecodeMatch("matches/m1", EncodeMatch(match)).value().end_time.value();
  };
  const absl::Time time = absl::FromUnixNanos(1'790'000'000'123'456'789);
  EXPECT_EQ(stored(time), time);
  EXPECT_EQ(stored(time + absl::Nanoseconds(1) / 2), time);
  EXPECT_EQ(stored(absl::FromUnixNanos(-1)), absl::FromUnixNanos(-1));
  EXPECT_EQ(stored(absl::FromUnixNanos(-1) + absl::Nanoseconds(1) / 2), absl::FromUnixNanos(-1));
  EXPECT_EQ(stored(absl::InfiniteFuture()), absl::InfiniteFuture());
  EXPECT_EQ(stored(absl::InfinitePast()), absl::InfinitePast());
  EXPECT_EQ(stored(absl::FromCivil(absl::CivilDay(2300, 1, 1), absl::UTCTimeZone())), absl::InfiniteFuture());
}

TEST(CodecTest, RequestResultsComeBack) {
  const std::string key = RequestKey("caller", "0195d0a6-7c5e-7b1a-9d52-2f6f0a9c1e11");
  const RequestResult result = {.request_digest = std::string("\x00\xff\x10", 3),
                                .response_type = "klik.v1.Resident",
                                .response = std::string("\x0a\x00", 2),
                                .create_time = absl::FromUnixNanos(1'790'000'000'123'456'789)};
  EXPECT_EQ(DecodeRequestResult(key, EncodeRequestResult(key, result)).value(), result);
  EXPECT_EQ(DecodeRequestResult(key, EncodeRequestResult(key, {})).value(), RequestResult{});
  EXPECT_TRUE(absl::IsDataLoss(DecodeRequestResult(key, "").status()));
}

TEST(CodecTest, DeparturesComeBack) {
  const std::string key = DepartureKey("matches/m1");
  const Departure departure = {
      .system = "zaak", .party_systems = {"wijk", "zaak"}, .municipalities = {"GM0420", "GM0441"}};
  EXPECT_EQ(DecodeDeparture(key, EncodeDeparture(key, departure)).value(), departure);
  EXPECT_EQ(DecodeDeparture(key, EncodeDeparture(key, {})).value(), Departure{});
  EXPECT_TRUE(absl::IsDataLoss(DecodeDeparture(key, "").status()));
}

struct Sample {
  std::string key;
  std::string bytes;
};

std::vector<Sample> Samples() {
  return {{"residents/r1", EncodeAny(FullResident())},  {"volunteers/v1", EncodeAny(FullVolunteer())},
          {"activities/a1", EncodeAny(FullActivity())}, {"organisations/o1", EncodeAny(FullOrganisation())},
          {"matches/m1", EncodeAny(FullMatch())},       {"exclusions/x1", EncodeAny(FullExclusion())}};
}

TEST(CodecDamageTest, EveryFlippedBitIsFound) {
  for (const auto& [key, bytes] : Samples()) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      const absl::Status status = DecodeAny(key, flipped);
      ASSERT_TRUE(absl::IsDataLoss(status)) << key << " bit " << bit << ": " << status;
      ASSERT_EQ(status.message(), key + ": the record is damaged");
    }
  }
}

TEST(CodecDamageTest, EveryLostEndIsFound) {
  for (const auto& [key, bytes] : Samples()) {
    for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
      ASSERT_TRUE(absl::IsDataLoss(DecodeAny(key, bytes.substr(0, kept)))) << key << " " << kept;
    }
    EXPECT_TRUE(absl::IsDataLoss(DecodeAny(key, bytes + '\0'))) << key;
  }
}

TEST(CodecDamageTest, ARecordUnderAnotherKeyIsFound) {
  const std::string bytes = EncodeAny(FullResident());
  EXPECT_TRUE(absl::IsDataLoss(DecodeAny("residents/r2", bytes)));
  EXPECT_TRUE(absl::IsDataLoss(DecodeAny("volunteers/r1", bytes)));
  // Intact, but asked for as another kind.
  const absl::Status status = DecodeVolunteer("residents/r1", bytes, Topics()).status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(status.message().find("residents/r1"), 0U);
}

TEST(CodecDamageTest, ANewerBuildsRecordIsRefusedNotMisread) {
  const absl::Status status = DecodeAny("matches/m1", WrapRecord("matches/m1", records::Match(), kSchemaVersion + 1));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(status.message().find("matches/m1"), 0U);
}

// An intact record of `Message` with one thing changed; what decoding it says.
template <typename Message>
absl::Status DecodeChanged(const Sample& sample, const std::function<void(Message&)>& change) {
  Message message;
  EXPECT_TRUE(UnwrapRecord(sample.key, sample.bytes, message).ok());
  change(message);
  return DecodeAny(sample.key, WrapRecord(sample.key, message));
}

template <typename Message>
void ExpectRefused(const Sample& sample, const std::string& field, const std::function<void(Message&)>& change) {
  const absl::Status status = DecodeChanged(sample, change);
  EXPECT_TRUE(absl::IsDataLoss(status)) << field << ": " << status;
  EXPECT_EQ(status.message().find(sample.key + ": " + field + " "), 0U) << status;
}

TEST(CodecDamageTest, NumbersThatThisBuildDoesNotKnowAreRefused) {
  for (const int number : {-1, 12, 300, 1 << 30}) {
    SCOPED_TRACE(number);
    const Sample resident = Samples()[0];
    using R = records::Resident;
    ExpectRefused<R>(resident, "gender", [&](R& r) { r.mutable_person()->set_gender(number); });
    ExpectRefused<R>(resident, "place.accuracy",
                     [&](R& r) { r.mutable_person()->mutable_place()->set_accuracy(number); });
    ExpectRefused<R>(resident, "travel.mode", [&](R& r) { r.mutable_person()->mutable_travel(0)->set_mode(number); });
    ExpectRefused<R>(resident, "window.weekday", [&](R& r) {
      r.mutable_person()->mutable_availability()->mutable_windows(1)->set_weekday(number);
    });
    ExpectRefused<R>(resident, "window.weeks",
                     [&](R& r) { r.mutable_person()->mutable_availability()->mutable_windows(1)->set_weeks(number); });
    ExpectRefused<R>(resident, "language.level",
                     [&](R& r) { r.mutable_person()->mutable_languages(1)->set_level(number); });
    ExpectRefused<R>(resident, "interest.attitude",
                     [&](R& r) { r.mutable_person()->mutable_interests(1)->set_attitude(number); });
    ExpectRefused<R>(resident, "experiences", [&](R& r) { r.mutable_person()->add_experiences(number); });
    ExpectRefused<R>(resident, "contact_forms", [&](R& r) { r.mutable_person()->add_contact_forms(number); });
    ExpectRefused<R>(resident, "access_needs", [&](R& r) { r.mutable_person()->add_access_needs(number); });
    ExpectRefused<R>(resident, "wish.gender", [&](R& r) { r.mutable_person()->mutable_wishes(0)->set_gender(number); });
    ExpectRefused<R>(resident, "intergenerational", [&](R& r) { r.mutable_person()->set_intergenerational(number); });
    ExpectRefused<R>(resident, "legal_basis.purpose",
                     [&](R& r) { r.mutable_person()->mutable_legal_bases(0)->set_purpose(number); });
    ExpectRefused<R>(resident, "legal_basis.basis",
                     [&](R& r) { r.mutable_person()->mutable_legal_bases(0)->set_basis(number); });
    ExpectRefused<R>(resident, "state", [&](R& r) { r.mutable_person()->set_state(number); });
    ExpectRefused<R>(resident, "need.type", [&](R& r) { r.mutable_need()->set_type(number); });
    ExpectRefused<R>(resident, "role", [&](R& r) { r.set_role(number); });

    using V = records::Volunteer;
    ExpectRefused<V>(Samples()[1], "vog.state", [&](V& v) { v.mutable_vog()->set_state(number); });
    ExpectRefused<V>(Samples()[1], "access.need", [&](V& v) { v.mutable_access(0)->set_need(number); });
    ExpectRefused<V>(Samples()[1], "access.fact", [&](V& v) { v.mutable_access(0)->set_fact(number); });

    using A = records::Activity;
    ExpectRefused<A>(Samples()[2], "format", [&](A& a) { a.set_format(number); });
    ExpectRefused<A>(Samples()[2], "working_elements", [&](A& a) { a.add_working_elements(number); });
    ExpectRefused<A>(Samples()[2], "intergenerational", [&](A& a) { a.set_intergenerational(number); });
    ExpectRefused<A>(Samples()[2], "organisation", [&](A& a) { a.mutable_organisation()->set_kind(number); });

    using O = records::Organisation;
    ExpectRefused<O>(Samples()[3], "kind", [&](O& o) { o.set_kind(number); });

    using M = records::Match;
    ExpectRefused<M>(Samples()[4], "state", [&](M& m) { m.set_state(number); });
    ExpectRefused<M>(Samples()[4], "end_reason", [&](M& m) { m.set_end_reason(number); });
    ExpectRefused<M>(Samples()[4], "resident", [&](M& m) { m.mutable_resident()->set_kind(number); });
    ExpectRefused<M>(Samples()[4], "other", [&](M& m) { m.mutable_other()->set_kind(number); });
    ExpectRefused<M>(Samples()[4], "companion", [&](M& m) { m.mutable_companion()->set_kind(number); });

    using X = records::Exclusion;
    ExpectRefused<X>(Samples()[5], "first", [&](X& x) { x.mutable_first()->set_kind(number); });
    ExpectRefused<X>(Samples()[5], "second", [&](X& x) { x.mutable_second()->set_kind(number); });
    ExpectRefused<X>(Samples()[5], "category", [&](X& x) { x.set_category(number); });
  }
  // A reference to nothing at all: there is no kind 0.
  using M = records::Match;
  ExpectRefused<M>(Samples()[4], "resident", [](M& m) { m.clear_resident(); });
}

TEST(CodecDamageTest, TopicsThatThisBuildDoesNotKnowAreRefusedAndNotRepeated) {
  using R = records::Resident;
  using A = records::Activity;
  ExpectRefused<R>(Samples()[0], "interest.topic",
                   [](R& r) { r.mutable_person()->mutable_interests(0)->set_topic("no.such.topic"); });
  ExpectRefused<A>(Samples()[2], "topics", [](A& a) { a.add_topics("no.such.topic"); });
  const absl::Status status = DecodeChanged<A>(Samples()[2], [](A& a) { a.add_topics("no.such.topic"); });
  EXPECT_EQ(status.message().find("no.such.topic"), absl::string_view::npos)
      << "what a record holds is no log's business";
}

TEST(CodecDeathTest, WhatCouldNotBeReadBackIsNeverWritten) {
  engine::Organisation unknown_number = FullOrganisation();
  unknown_number.kind = static_cast<engine::OrganisationKind>(200);
  EXPECT_DEATH(EncodeOrganisation(unknown_number), "");
  engine::Activity unknown_topic = FullActivity();
  unknown_topic.topics = {{65'535}};
  EXPECT_DEATH(EncodeActivity(unknown_topic, Topics()), "");
  engine::Match other_kind = FullMatch();
  other_kind.meta.id.kind = Kind::kResident;
  EXPECT_DEATH(EncodeMatch(other_kind), "");
  engine::Exclusion no_exclusion = FullExclusion();
  no_exclusion.meta.id.kind = Kind::kMatch;
  EXPECT_DEATH(EncodeExclusion(no_exclusion), "");
}

// What is on disk must stay readable: a change of these bytes is a change of the format.
TEST(CodecFormatTest, BytesOnDiskStayTheSame) {
  const std::string match =
      "01d9ab3066a50632f00a340a0b7a61616b7379737465656d1204522d313718292115cd853dfe9c97172915cd4e2b845bd718"
      "320b7a61616b7379737465656d12060801120272311a0608021202783122060802120276312802300239154d15d002e9da18"
      "4115cddb748176de1849158d7822c2afdc18525008c08db701120a0102030405060708e8071a09090807060504030200220b"
      "ac026464504632c80132322a07323032362d3131302a3a043030666641154d15d002e9da184a0b6163636f756e74732f6b31"
      "5a1a0802100219158d8fe0f543db18220b6163636f756e74732f6b31621e08021002180220003115cdf232b50add183a0b61"
      "63636f756e74732f6b316211080610021801280131150d6d43a865dd186a1c08021002180121154de7539bc0dd182a0b6163"
      "636f756e74732f6b3270027a18080219154d15d002e9da18220b6163636f756e74732f6b31";
  EXPECT_EQ(absl::BytesToHexString(EncodeMatch(FullMatch())), match);
  EXPECT_EQ(DecodeMatch("matches/m1", absl::HexStringToBytes(match)).value(), FullMatch());
  const std::string exclusion =
      "01725335677f285f8c0a340a0b7a61616b7379737465656d1204522d313718292115cd853dfe9c97172915cd4e2b845b"
      "d718320b7a61616b7379737465656d12060802120261311a060801120272312002288ac902";
  EXPECT_EQ(absl::BytesToHexString(EncodeExclusion(FullExclusion())), exclusion);
  EXPECT_EQ(DecodeExclusion("exclusions/x1", absl::HexStringToBytes(exclusion)).value(), FullExclusion());
}

}  // namespace
}  // namespace klik::storage

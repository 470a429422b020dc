// A drawn world behind the real API, and the steps that people take there one after the other.
//
// A step is a line of words, and what comes of it is said in words too:
//
//   propose Resi Cor [with Anna]     proposed; not eligible: capacity; wrong state; ...
//   could Resi Cor [with Anna]       the same, and nothing is kept
//   wait Piet Choir                  place 2; not full; ...
//   yes Resi Cor by other            shown; declined; ... by resident, other, companion, or all, one after the other
//   no Resi Cor by other
//   trial, start, pause, retract Resi Cor
//   end Resi Cor moved house         the reason, and so what it leads to
//   state Resi Cor                   proposed; place 2; ...
//   introduce Resi Cor               Resi, Cor: who is told of whom; not agreed
//   withdraw Riet                    done; not found
//   race Resi, Piet for Bea          1 not eligible: capacity reserved, 1 proposed: they are proposed to Bea all at
//   once search Truus [volunteers]        Bep, Kees (confirm first), not Anna (excluded pair) companions Truus Choir
//   Bep, not Anna (excluded pair) has Bea                          1 running, 2 open unanswered Kees                  3
//   count retracted                  2: matches in that state
//   who sees Riet                    nobody; or every kind of answer that tells of her
//   days 7                           time passes, and brings what it brings; nothing is said
//
// One thread.
#ifndef KLIK_TESTS_SCENARIOS_CASE_SERVER_H_
#define KLIK_TESTS_SCENARIOS_CASE_SERVER_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/rpc/test_server.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

class CaseServer {
 public:
  // At noon of that day.
  CaseServer(const World& world, absl::CivilDay today);

  // INVALID_ARGUMENT when the step cannot be read.
  absl::StatusOr<std::string> Take(const std::string& step);

 private:
  using Words = std::vector<std::string>;
  using Matches = v1::MatchService::Stub;
  using Matching = v1::MatchingService::Stub;

  void Store(const World& world);

  // `residents/resi`; what is unknown makes the step unreadable.
  std::string NameOf(const std::string& word);
  // The latest match of the two.
  std::string MatchOf(const Words& words);
  // Resi, of `residents/resi`.
  std::string Called(const std::string& name) const;
  std::string Unreadable(const std::string& why);

  std::string Propose(const Words& words);
  std::string Wait(const Words& words);
  std::string Answer(const Words& words);
  std::string End(const Words& words);
  std::string State(const Words& words);
  std::string Introduce(const Words& words);
  std::string Withdraw(const Words& words);
  std::string Race(const Words& words);
  std::string Search(const Words& words);
  std::string Companions(const Words& words);
  std::string Has(const Words& words);
  std::string Unanswered(const Words& words);
  std::string Count(const Words& words);
  std::string WhoSees(const Words& words);
  std::string Days(const Words& words);
  template <typename Request>
  std::string Step(grpc::Status (Matches::*method)(grpc::ClientContext*, const Request&, v1::Match*),
                   const Words& words);

  Outcome<v1::Match> AnswerOnce(const std::string& match, v1::Match::Side side, v1::Match::Answer answer);
  std::vector<v1::Match> ListMatches(const v1::ListMatchesRequest& request);
  // What is asked of the API about everybody else, and of everybody else about this one.
  std::vector<std::pair<std::string, std::string>> AnswersAround(const std::string& name);
  // Keeps the name of the match under the two.
  std::string Said(const Words& words, const Outcome<v1::Match>& outcome);

  TestServer server_;
  std::unique_ptr<v1::ResidentService::Stub> residents_ = server_.Stub<v1::ResidentService>();
  std::unique_ptr<v1::VolunteerService::Stub> volunteers_ = server_.Stub<v1::VolunteerService>();
  std::unique_ptr<Matches> matches_ = server_.Stub<v1::MatchService>();
  std::unique_ptr<Matching> matching_ = server_.Stub<v1::MatchingService>();
  std::map<std::string, std::string> names_;                                   // By id.
  std::map<std::pair<std::string, std::string>, std::string> latest_matches_;  // By the names of the two.
  std::string trouble_;  // Why the step cannot be read; empty when it can.
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_SCENARIOS_CASE_SERVER_H_

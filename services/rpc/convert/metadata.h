// What every resource of the API tells of itself: name, external id, etag and times.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_METADATA_H_
#define KLIK_SERVICES_RPC_CONVERT_METADATA_H_

#include "engine/model/entity.h"
#include "services/rpc/convert/etag.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {

template <typename Api>
void SetMetadata(const engine::Metadata& meta, Api& out) {
  out.set_name(engine::NameOf(meta.id));
  out.set_external_id(meta.external_id.id);
  out.set_etag(EtagOf(meta));
  *out.mutable_create_time() = ToTimestamp(meta.create_time);
  *out.mutable_update_time() = ToTimestamp(meta.update_time);
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_METADATA_H_

using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>The names of the locks that serialize writers of the same row before it exists.</summary>
internal static class WriteLocks
{
    /// <summary>Returns the name of the lock of a key.</summary>
    public static string Of(EntityFields entity, MatchKey key) => $"{entity.Table} {key.Kind} {key.Value}";

    /// <summary>Returns the name of the lock of the UUID of a new row.</summary>
    public static string Of(EntityFields entity, string uuid) => $"{entity.Table} uuid {uuid}";
}

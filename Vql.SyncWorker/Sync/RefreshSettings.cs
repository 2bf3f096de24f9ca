using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Sync;

/// <summary>How often searches see what is written.</summary>
internal static class RefreshSettings
{
    private static readonly byte[] Never = """{"index":{"refresh_interval":"-1"}}"""u8.ToArray();
    private static readonly byte[] Default = """{"index":{"refresh_interval":null}}"""u8.ToArray();

    /// <summary>Not at all until told otherwise: each refresh on the way costs a segment.</summary>
    public static Task StopRefreshAsync(this IndexAdmin indices, EntityFields entity, CancellationToken cancellationToken) =>
        indices.PutSettingsAsync(entity.Index, Never, cancellationToken);

    /// <summary>As usual; a sync that was stopped on the way may have left it switched off.</summary>
    public static Task UseDefaultRefreshAsync(this IndexAdmin indices, EntityFields entity, CancellationToken cancellationToken) =>
        indices.PutSettingsAsync(entity.Index, Default, cancellationToken);
}

using Vql.Core.Cleaning;
using Vql.Core.Documents;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import;

/// <summary>The options of an import.</summary>
internal sealed record ImportOptions
{
    /// <summary>The options for reading the file.</summary>
    public ReadOptions Read { get; init; } = new();

    /// <summary>The fields that the user assigned to columns, by normalized header.</summary>
    public IReadOnlyDictionary<string, ImportField> Mapped { get; init; } = new Dictionary<string, ImportField>();

    /// <summary>Whether an empty cell clears the stored value. Otherwise, the value is unchanged.</summary>
    public bool Clears { get; init; }

    /// <summary>Whether to report the changes without writing them.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether rejected rows are written to a file next to the imported one. A dry run writes no file.</summary>
    public bool KeepsRejects { get; init; } = true;

    /// <summary>The order of day and month in ambiguous dates.</summary>
    public DateOrder DateOrder { get; init; }

    /// <summary>The maximum number of rows in a transaction.</summary>
    public int BatchSize { get; init; } = 2_000;

    /// <summary>Completes a new company with generated values; null to leave it unchanged.</summary>
    public Func<Company, Company>? Complete { get; init; }

    /// <summary>Receives the mapping before the rows are read; null to ignore it.</summary>
    public Action<RowSource, ColumnMap>? OnMapped { get; init; }
}

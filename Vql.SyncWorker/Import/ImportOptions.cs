using Vql.Core.Cleaning;
using Vql.Core.Documents;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import;

/// <summary>How to import a file.</summary>
internal sealed record ImportOptions
{
    /// <summary>How to read the file.</summary>
    public ReadOptions Read { get; init; } = new();

    /// <summary>The fields of columns that the user mapped, by normalized header.</summary>
    public IReadOnlyDictionary<string, ImportField> Mapped { get; init; } = new Dictionary<string, ImportField>();

    /// <summary>Whether an empty cell clears the stored value; else the value is left alone.</summary>
    public bool Clears { get; init; }

    /// <summary>Whether to report only, and write nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether rejected rows are kept in a file beside the imported one. A dry run keeps none.</summary>
    public bool KeepsRejects { get; init; } = true;

    /// <summary>The order of day and month in ambiguous dates.</summary>
    public DateOrder DateOrder { get; init; }

    /// <summary>The number of rows that are written in one transaction.</summary>
    public int BatchSize { get; init; } = 2_000;

    /// <summary>Adds to a new company what the file does not have; null for nothing.</summary>
    public Func<Company, Company>? Complete { get; init; }

    /// <summary>Receives the mapping before rows are read; null when nobody waits for it.</summary>
    public Action<RowSource, ColumnMap>? OnMapped { get; init; }
}

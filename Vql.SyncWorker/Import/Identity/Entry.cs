using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>A row of the database, existing or new, that rows of a batch mean.</summary>
internal abstract class Entry
{
    public required string Uuid { get; init; }

    /// <summary>The row's number; 0 for a new row.</summary>
    public long Id { get; set; }

    public required bool IsNew { get; init; }

    public required bool IsDeleted { get; init; }

    /// <summary>The values that the batch gives the row; null while it gives none.</summary>
    public object?[]? Values { get; private set; }

    /// <summary>The row of the file that was applied last.</summary>
    public SourceRow? Last { get; private set; }

    /// <summary>Applies the values of a row of the file: later values replace earlier ones.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">Its values.</param>
    /// <param name="clears">Whether null clears a value.</param>
    /// <param name="filled">The place of a value that never replaces another; -1 for none.</param>
    public void Apply(SourceRow row, object?[] values, bool clears, int filled)
    {
        if (Values is null)
        {
            Values = values;
        }
        else
        {
            for (var index = 0; index < values.Length; index++)
            {
                Values[index] = index == filled ? Values[index] ?? values[index] : clears ? values[index] : values[index] ?? Values[index];
            }
        }

        Last = row;
    }

    /// <summary>Returns the values as a row of a merge.</summary>
    /// <param name="isCreated">Whether the import inserted the row in an earlier batch.</param>
    public MergeRow ToMergeRow(bool isCreated) => new(Uuid, Values!, Last!.Line, Last.Offset, Last.Length, isCreated);
}

/// <summary>A contact.</summary>
internal sealed class ContactEntry : Entry
{
    public string? Email { get; set; }

    public string? Linkedin { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? CompanyId { get; set; }
}

/// <summary>A company.</summary>
internal sealed class CompanyEntry : Entry
{
    public string? Name { get; set; }

    public string? Linkedin { get; set; }

    /// <summary>The domain that identifies it.</summary>
    public string? Domain { get; set; }

    /// <summary>All its domains.</summary>
    public required IReadOnlyList<string> Domains { get; set; }
}

using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>An existing or new row of the database that matches rows of a batch.</summary>
internal abstract class Entry
{
    public required string Uuid { get; init; }

    /// <summary>The id of the row; 0 for a new row.</summary>
    public long Id { get; set; }

    public required bool IsNew { get; init; }

    public required bool IsDeleted { get; init; }

    /// <summary>The values that the row had when it was queried; null for a row that the import created.</summary>
    public object?[]? Stored { get; init; }

    /// <summary>The values from the batch; null before the first row is applied.</summary>
    public object?[]? Values { get; private set; }

    /// <summary>The last applied row of the file.</summary>
    public SourceRow? Last { get; private set; }

    /// <summary>Applies the values of a row of the file. Later values replace earlier ones.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">The values of the row.</param>
    /// <param name="clears">Whether a null value clears an earlier one.</param>
    /// <param name="filled">The index of a value that never replaces an earlier one; -1 if there is none.</param>
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

    /// <summary>Returns whether the merge of the values would certainly leave the stored row as it is.</summary>
    /// <param name="clears">Whether a null value clears a stored one.</param>
    /// <param name="filled">The index of a value that does not replace a stored one while the others stay; -1 if there is none.</param>
    public bool IsUnchanged(bool clears, int filled)
    {
        if (IsDeleted || Stored is null)
        {
            return false;
        }

        for (var index = 0; index < Stored.Length; index++)
        {
            var (stored, value) = (Stored[index], Values![index]);
            if (!(value is null && (!clears || index == filled)) && !(index == filled && stored is not null) && !AreEqual(stored, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the values as a row of a merge.</summary>
    /// <param name="isCreated">Whether the import inserted the row in an earlier batch.</param>
    public MergeRow ToMergeRow(bool isCreated) => new(Uuid, Values!, Last!.Line, Last.Offset, Last.Length, isCreated);

    private static bool AreEqual(object? stored, object? value) => (stored, value) switch
    {
        (string[] one, string[] other) => one.AsSpan().SequenceEqual(other),
        _ => Equals(stored, value),
    };
}

/// <summary>A contact that matches rows of a batch.</summary>
internal sealed class ContactEntry : Entry
{
    public string? Email { get; set; }

    public string? Linkedin { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? CompanyId { get; set; }
}

/// <summary>A company that matches rows of a batch.</summary>
internal sealed class CompanyEntry : Entry
{
    public string? Name { get; set; }

    public string? Linkedin { get; set; }

    /// <summary>The domain that identifies the company.</summary>
    public string? Domain { get; set; }

    /// <summary>All domains of the company.</summary>
    public required IReadOnlyList<string> Domains { get; set; }
}

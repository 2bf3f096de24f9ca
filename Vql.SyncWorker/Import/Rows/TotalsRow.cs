using System.Collections.Frozen;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>
/// Recognizes the row in which a spreadsheet or a report adds up the rows above. Its cells are a word such as <c>Total</c> and numbers.
/// </summary>
internal static class TotalsRow
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "total", "totals", "grand total", "subtotal", "sub-total", "sum", "sums", "summe", "gesamt", "gesamtsumme", "zwischensumme",
        "total général", "sous-total", "somme", "total general", "suma", "totale", "totaal", "totalt", "razem", "итого", "всего", "合計",
        "合计", "总计",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether the cells of a row are only such words and numbers.</summary>
    public static bool IsLikely(ImportPlan plan, string[] fields)
    {
        var (hasWord, hasNumber) = (false, false);
        foreach (var column in plan.Columns)
        {
            var field = fields[column.Mapped.Index];
            if (string.IsNullOrWhiteSpace(field))
            {
                continue;
            }

            if (column.Mapped.Field.Targets[0].Column.Cleaning == CleaningRule.Number)
            {
                hasNumber = true;
            }
            else if (field.Length <= 20 && Words.Contains(field.Trim().TrimEnd(':')))
            {
                hasWord = true;
            }
            else
            {
                return false;
            }
        }

        return hasWord && hasNumber;
    }
}

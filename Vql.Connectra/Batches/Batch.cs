using Vql.Core.Documents;
using Vql.Core.Language;

namespace Vql.Connectra.Batches;

/// <summary>Rows that are written together.</summary>
/// <param name="Companies">The companies, all with a UUID.</param>
/// <param name="Contacts">The contacts, all with a UUID.</param>
/// <param name="FromCsv">Whether the rows are CSV rows, whose values are added to the filters.</param>
internal sealed record Batch(IReadOnlyList<Company> Companies, IReadOnlyList<Contact> Contacts, bool FromCsv = false)
{
    public bool IsEmpty => Companies.Count == 0 && Contacts.Count == 0;
}

/// <summary>The result of reading a batch: the batch or its faults.</summary>
internal sealed record BatchReading(Batch? Batch, IReadOnlyList<VqlFault> Faults)
{
    public static BatchReading Invalid(string path, string message, string code = VqlFaultCode.InvalidJson) =>
        new(null, [new VqlFault(path, message, code)]);
}

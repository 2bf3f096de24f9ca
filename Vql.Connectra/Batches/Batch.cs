using Vql.Core.Documents;
using Vql.Core.Language;

namespace Vql.Connectra.Batches;

/// <summary>Rows that are written together.</summary>
/// <param name="Companies">Companies, all with a uuid.</param>
/// <param name="Contacts">Contacts, all with a uuid.</param>
/// <param name="FromCsv">Whether they came as CSV rows; the values of those are gathered for the filters.</param>
internal sealed record Batch(IReadOnlyList<Company> Companies, IReadOnlyList<Contact> Contacts, bool FromCsv = false)
{
    public bool IsEmpty => Companies.Count == 0 && Contacts.Count == 0;
}

/// <summary>What reading a batch came to: a batch, or all that is wrong with it.</summary>
internal sealed record BatchReading(Batch? Batch, IReadOnlyList<VqlFault> Faults)
{
    public static BatchReading Invalid(string path, string message, string code = VqlFaultCode.InvalidJson) =>
        new(null, [new VqlFault(path, message, code)]);
}

namespace Vql.SyncWorker.Seed;

/// <summary>A job with its title, seniority and departments.</summary>
internal sealed record Position(string Title, string Seniority, string[] Departments)
{
    public static Position[] All { get; } =
    [
        new("Chief Executive Officer", "c_suite", ["c_suite"]),
        new("Chief Technology Officer", "c_suite", ["c_suite", "engineering"]),
        new("Chief Financial Officer", "c_suite", ["c_suite", "finance"]),
        new("Chief Marketing Officer", "c_suite", ["c_suite", "marketing"]),
        new("Co-Founder & CTO", "founder", ["c_suite", "engineering"]),
        new("Founder and CEO", "founder", ["c_suite"]),
        new("VP of Engineering", "vp", ["engineering"]),
        new("VP of Product", "vp", ["product"]),
        new("Vice President, Sales", "vp", ["sales"]),
        new("Vice President of Human Resources", "vp", ["human resources"]),
        new("Director of Engineering", "director", ["engineering"]),
        new("Director of Marketing", "director", ["marketing"]),
        new("Sales Director, EMEA", "director", ["sales"]),
        new("Head of Design", "director", ["design"]),
        new("Head of Legal", "director", ["legal"]),
        new("Engineering Manager", "manager", ["engineering"]),
        new("Product Manager", "manager", ["product"]),
        new("Account Manager", "manager", ["sales"]),
        new("Office Manager", "manager", ["operations"]),
        new("Operations Manager", "manager", ["operations"]),
        new("Senior Software Engineer", "senior", ["engineering"]),
        new("Senior Data Scientist", "senior", ["engineering"]),
        new("Senior Product Designer", "senior", ["design", "product"]),
        new("Senior Accountant", "senior", ["finance"]),
        new("Staff Site Reliability Engineer", "senior", ["engineering", "operations"]),
        new("Software Engineer", "entry", ["engineering"]),
        new("Full-Stack Developer (React/Node.js)", "entry", ["engineering"]),
        new("Machine Learning Engineer", "entry", ["engineering"]),
        new("QA Engineer", "entry", ["engineering"]),
        new("UX/UI Designer", "entry", ["design"]),
        new("Account Executive", "entry", ["sales"]),
        new("Customer Success Manager", "entry", ["customer success"]),
        new("Content Marketing Specialist", "entry", ["marketing"]),
        new("Recruiter", "entry", ["human resources"]),
        new("Legal Counsel", "entry", ["legal"]),
        new("Financial Analyst", "entry", ["finance"]),
        new("Marketing Intern", "intern", ["marketing"]),
        new("Software Engineering Intern", "intern", ["engineering"]),
    ];
}
